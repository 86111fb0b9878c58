import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Load, Measured } from './load.js';
import type { Answer } from './main.js';
import type { Memory } from './memory.js';

/** A peer that says nothing for so long has lost a message. */
const PATIENCE_MS = 60_000;

/** A peer at work in a process of its own. */
export interface PeerProcess {
  readonly pid: number;
  /** ms from the start of the process until it could work. */
  readonly startMs: number;
  run(load: Load): Promise<Measured>;
  memory(): Promise<Memory>;
  end(): Promise<void>;
}

/** @param name - of a file in `peers/` */
export async function startPeer(name: string, url: string): Promise<PeerProcess> {
  const file = path.join(__dirname, '../peers', name);
  const child = fork(path.join(__dirname, 'main.js'), [file, url], { execArgv: ['--expose-gc'] });
  const exited = once(child, 'exit');
  const failed = exited.then(([code]) => Promise.reject(new Error(`${name} ended with ${code}`)));
  failed.catch(() => undefined);
  let asked = 0;

  async function ask<Value>(command: object): Promise<Value> {
    const id = ++asked;
    child.send({ id, ...command });
    return (await Promise.race([answerTo(child, id, name), failed])) as Value;
  }

  const startMs = (await Promise.race([answerTo(child, 0, name), failed])) as number;
  return {
    pid: child.pid ?? 0,
    startMs,
    run: (load) => ask({ name: 'run', load }),
    memory: () => ask({ name: 'memory' }),
    async end() {
      child.disconnect();
      await exited;
    },
  };
}

async function answerTo(child: ChildProcess, id: number, name: string): Promise<unknown> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  for (;;) {
    const [answer] = (await once(child, 'message', { signal })) as [Answer];
    if (answer.id !== id) continue;
    if ('error' in answer) throw new Error(`${name}: ${answer.error}`);
    return answer.value;
  }
}
