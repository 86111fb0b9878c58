import type { Conversation, Talker } from '../peer.js';
import { median } from '../report/median.js';
import { msSince } from '../stamp.js';

/** What is asked of conversations. */
export interface Talk {
  readonly count: number;
  readonly concurrency: number;
  /** What each of them says, one after another. */
  readonly turns: number;
  /** Of audio, that each turn has to bring. */
  readonly bytes: number;
  /** The audio says when it was sent. */
  readonly isStamped?: boolean;
}

export interface Talked {
  readonly ms: number;
  /** User and system time of the whole process, garbage collection included. */
  readonly cpuMs: number;
  /** Medians of the times from sending to having in hand: of each turn's first audio, and of all of it. NaN where it has no stamp. */
  readonly firstMs: number;
  readonly latencyMs: number;
}

let conversations: readonly Conversation[] = [];

/** Opens conversations; for all alike, that is over when each has taken its first turn. */
export function connect(talker: Talker, talk: Talk): Promise<Talked> {
  const opened: Conversation[] = [];
  conversations = opened;
  return measure(talk, async (take) => {
    const conversation = await talker.open();
    opened.push(conversation);
    await take(conversation);
  });
}

/** Has them talk. Each takes all its turns, then another one goes on. */
export function talk(talk: Talk): Promise<Talked> {
  const all = conversations.values();
  return measure(talk, async (take) => {
    const { value } = all.next();
    for (let turn = 0; value && turn < talk.turns; turn++) await take(value);
  });
}

export async function hangUp(): Promise<void> {
  await Promise.all(conversations.map((conversation) => conversation.close()));
  conversations = [];
}

async function measure(
  { count, concurrency, bytes, isStamped = false }: Talk,
  work: (take: (conversation: Conversation) => Promise<void>) => Promise<void>,
): Promise<Talked> {
  const firsts: number[] = [];
  const latencies: number[] = [];
  let begun = 0;

  async function take(conversation: Conversation): Promise<void> {
    let come = 0;
    await conversation.turn((audio) => {
      if (isStamped) {
        const ms = msSince(audio);
        if (come === 0) firsts.push(ms);
        latencies.push(ms);
      }
      come += audio.length;
    });
    if (come !== bytes) throw new Error(`${come} bytes instead of ${bytes}`);
  }

  async function repeat(): Promise<void> {
    while (begun < count) {
      begun += 1;
      await work(take);
    }
  }

  const cpu = process.cpuUsage();
  const started = performance.now();
  await Promise.all(Array.from({ length: concurrency }, repeat));
  const ms = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  return { ms, cpuMs: (user + system) / 1000, firstMs: median(firsts), latencyMs: median(latencies) };
}
