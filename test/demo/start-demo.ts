import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../helpers/root.js';

export interface DemoOptions {
  /** What the environment has otherwise than a newcomer's. */
  env?: Record<string, string>;
  /** A folder of one's own, to start again in; it stays. */
  userDir?: string;
}

/** The program behind `npm start`, in a process of its own. */
export interface Demo {
  /** Everything it has printed. */
  output(): string;
  /** Waits until it has printed something; rejects when it ends before. */
  printed(wanted: RegExp): Promise<RegExpExecArray>;
  /** Ends it. @returns its exit code, or undefined when the signal killed it */
  end(signal: NodeJS.Signals): Promise<number | undefined>;
  /** The same when it ends by itself. */
  ended(): Promise<number | undefined>;
}

/** Somebody without a key, on a free port. */
const NEWCOMER = { DEEPGRAM_API_KEY: undefined, DEMO_PUBLIC_URL: undefined, PORT: '0' } as const;

/** Starts it as a newcomer does. */
export async function startDemo(options: DemoOptions = {}): Promise<Demo> {
  const userDir = options.userDir ?? (await mkdtemp(path.join(tmpdir(), 'demo-')));
  const child = spawn(process.execPath, [path.join(ROOT, 'dist/demo/main.js'), '--user-dir', userDir], {
    env: { ...process.env, ...NEWCOMER, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const events = new EventEmitter();
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      output += text;
      events.emit('output');
    });
  }
  // Not before its output is closed, by it and by all that it has started.
  const closed = once(child, 'close').then(async ([code]) => {
    if (!options.userDir) await rm(userDir, { recursive: true, force: true });
    return (code as number | null) ?? undefined;
  });
  const failed = closed.then(() => Promise.reject(new Error(`The demo ended:\n${output}`)));
  failed.catch(() => undefined);

  return {
    output: () => output,
    async printed(wanted) {
      for (;;) {
        const found = wanted.exec(output);
        if (found) return found;
        await Promise.race([once(events, 'output'), failed]);
      }
    },
    end(signal) {
      child.kill(signal);
      return closed;
    },
    ended: () => closed,
  };
}

/** The address that it has printed behind a word. */
export async function addressOf(
  demo: Demo,
  word: 'Hear it' | 'Read it' | 'Type it' | 'Watch it' | 'Editor' | 'Speaks',
): Promise<string> {
  const [, address = ''] = await demo.printed(new RegExp(`${word} .*?(https?://[^\\s);,]+)`));
  return address;
}

/** Lets something go wrong with what the demo's emulator delivers next, or, without a fault, nothing any more. */
export async function fault(demo: Demo, wanted?: object): Promise<void> {
  const answer = await fetch(`${await addressOf(demo, 'Speaks')}/emulator/faults`, {
    ...(wanted ? { method: 'POST', body: JSON.stringify(wanted) } : { method: 'DELETE' }),
  });
  if (!answer.ok) throw new Error(`The emulator does not take the fault: ${await answer.text()}`);
}
