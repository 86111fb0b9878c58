import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Hear, Heard } from './hear.js';
import type { Load, Measured } from './load.js';
import type { Answer, Order, Ready } from './main.js';
import type { Memory } from './memory.js';
import type { Talk, Talked } from './talk.js';
import type { Tally } from './tally.js';

/** A peer that says nothing for so long has lost a message. */
const PATIENCE_MS = 60_000;

/** A peer at work in a process of its own. */
export interface PeerProcess {
  readonly pid: number;
  /** ms from the start of the process until it could work. */
  readonly startMs: number;
  run(load: Load): Promise<Measured>;
  /** Opens conversations, so many at once, and has each take its first turn. */
  connect(talk: Talk): Promise<Talked>;
  /** Has those that are open talk, so many at once. */
  talk(talk: Talk): Promise<Talked>;
  /** Closes them all. */
  hangUp(): Promise<void>;
  /** Opens sessions, has them hear live audio at its own pace, and closes them. */
  hear(hear: Hear): Promise<Heard>;
  memory(): Promise<Memory>;
  /** Where a receiver takes deliveries; '' where the peer is none. */
  readonly origin: string;
  /** What a receiver has come to since its start. */
  tally(): Promise<Tally>;
  /** From now on the tally has what nodes send. That costs a little. */
  watchSends(): Promise<void>;
  /** Submits jobs at a receiver's endpoint. @returns their tokens */
  submitJobs(count: number): Promise<string[]>;
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

  async function ask<Value>(order: Order): Promise<Value> {
    const id = ++asked;
    child.send({ id, ...order });
    return (await Promise.race([answerTo(child, id, name), failed])) as Value;
  }

  const ready = (await Promise.race([answerTo(child, 0, name), failed])) as Ready;
  return {
    pid: child.pid ?? 0,
    ...ready,
    run: (load) => ask({ name: 'run', load }),
    connect: (talk) => ask({ name: 'connect', talk }),
    talk: (talk) => ask({ name: 'talk', talk }),
    hangUp: () => ask({ name: 'hangUp' }),
    hear: (hear) => ask({ name: 'hear', hear }),
    memory: () => ask({ name: 'memory' }),
    tally: () => ask({ name: 'tally' }),
    watchSends: () => ask({ name: 'watchSends' }),
    submitJobs: (count) => ask({ name: 'submitJobs', count }),
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
