import { readFileSync } from 'node:fs';

/**
 * Watches how busy others keep the machine. Linux only; elsewhere it can't tell.
 *
 * @param pids - tells which child processes of this one run
 * @returns a function that gives their share of all cores' time since then, 0 to 1
 */
export function watchForeignCpu(pids: () => number[]): () => number | undefined {
  if (process.platform !== 'linux') return () => undefined;
  const before = readTicks(pids());
  return () => {
    const after = readTicks(pids());
    const busy = after.busy - before.busy;
    const own = after.own - before.own;
    return Math.max(0, busy - own) / (after.all - before.all);
  };
}

function readTicks(pids: readonly number[]): { all: number; busy: number; own: number } {
  const [user = 0, nice = 0, system = 0, idle = 0, waiting = 0, ...rest] = numbers(
    readFileSync('/proc/stat', 'utf8').split('\n', 1)[0] ?? '',
  );
  // Interrupts and time stolen from a virtual machine; guests' time, which follows, is counted above.
  const busy = user + nice + system + rest.slice(0, 3).reduce((sum, ticks) => sum + ticks, 0);
  // This process counts for the children that have ended, too.
  const own = ticksOf('self', 4) + pids.reduce((sum, pid) => sum + ticksOf(pid, 2), 0);
  return { all: busy + idle + waiting, busy, own };
}

/** @param fields - 2: user and system time; 4: the same of ended children, too */
function ticksOf(pid: number | 'self', fields: number): number {
  // The name of the program, in brackets, may hold anything; utime is the 12th number after it.
  const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const times = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return times.slice(11, 11 + fields).reduce((sum, ticks) => sum + Number(ticks), 0);
}

function numbers(line: string): number[] {
  return (line.match(/\d+/g) ?? []).map(Number);
}
