import { setTimeout as delay } from 'node:timers/promises';
import { FRAME_BYTES, FRAME_MS, RESULT_BYTES, RESULT_MS } from '../live.js';
import type { Hearer, Hearing } from '../peer.js';
import { median } from '../report/median.js';
import { percentile } from '../report/percentile.js';
import { msSinceWord } from '../stamp.js';

/** What is asked of a peer that hears: so many sessions at the same time, of so much audio each. */
export interface Hear {
  readonly sessions: number;
  readonly seconds: number;
}

export interface Heard {
  /** Of audio in each session: a whole number of results. */
  readonly seconds: number;
  /** User and system time of the whole process, garbage collection included. */
  readonly cpuMs: number;
  /** Of the times from when a result is sent until it is in hand. */
  readonly medianMs: number;
  readonly p99Ms: number;
}

/** A session in which audio was heard already. */
interface OpenHearing extends Hearing {
  /** Resolves when so many results more have come. */
  hasHeard(results: number): Promise<void>;
}

const FRAMES_PER_RESULT = RESULT_MS / FRAME_MS;

/**
 * Gives audio to sessions at the pace at which it is spoken, and waits for all results of it. Sessions are opened
 * before, and closed behind what is measured.
 */
export async function hear(hearer: Hearer, { sessions, seconds }: Hear): Promise<Heard> {
  const latencies: number[] = [];
  const onLatency = (ms: number) => latencies.push(ms);
  const hearings = await Promise.all(Array.from({ length: sessions }, () => open(hearer, onLatency)));
  latencies.length = 0;
  const results = Math.max(1, Math.round((seconds * 1000) / RESULT_MS));

  const cpu = process.cpuUsage();
  const allHeard = Promise.all(hearings.map((hearing) => hearing.hasHeard(results)));
  await Promise.all([allHeard, speak(hearings, results * FRAMES_PER_RESULT)]);
  const { user, system } = process.cpuUsage(cpu);

  await Promise.all(hearings.map((hearing) => hearing.close()));
  return {
    seconds: (results * RESULT_MS) / 1000,
    cpuMs: (user + system) / 1000,
    medianMs: median(latencies),
    p99Ms: percentile(latencies, 0.99),
  };
}

async function open(hearer: Hearer, onLatency: (ms: number) => void): Promise<OpenHearing> {
  let missing = 0;
  let end: () => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const hearing = await hearer.listen(
    (transcript) => {
      onLatency(msSinceWord(transcript));
      missing -= 1;
      if (missing === 0) end();
    },
    (error) => fail(error),
  );
  const hasHeard = (results: number) =>
    new Promise<void>((resolve, reject) => {
      missing = results;
      end = resolve;
      fail = reject;
    });
  const first = hasHeard(1);
  hearing.hear(Buffer.alloc(RESULT_BYTES));
  await first;
  return { ...hearing, hasHeard };
}

/** Gives so many frames to each session. They take turns: those of many microphones do not come at the same moment. */
async function speak(hearings: readonly Hearing[], frames: number): Promise<void> {
  const all = hearings.length * frames;
  const gapMs = FRAME_MS / hearings.length;
  const started = performance.now();
  let given = 0;
  while (given < all) {
    await delay(Math.max(0, started + given * gapMs - performance.now()));
    const due = Math.min(all, Math.floor((performance.now() - started) / gapMs) + 1);
    // A Buffer of its own for each, as from a microphone.
    for (; given < due; given++) hearings[given % hearings.length]?.hear(Buffer.alloc(FRAME_BYTES, 1));
  }
}
