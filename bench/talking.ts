import type { PeerProcess } from './process/start.js';
import { bytesOf, TURNS, type Turn } from './turn.js';

/** What conversations have cost. */
export interface Cost {
  readonly turns: number;
  readonly ms: number;
  readonly cpuMs: number;
}

/** The least sockets that are used up at a time, so that what is measured is no short moment. */
const LEAST_SOCKETS = 64;

/**
 * Has a peer talk for so long, in as many conversations at the same time. Their sockets are used up by turns: each
 * takes its first turn when it is opened, which is not measured, and the others when its time has come.
 */
export async function talkFor(
  peer: PeerProcess,
  turn: Turn,
  concurrency: number,
  seconds: number,
): Promise<Cost> {
  const count = concurrency * Math.ceil(LEAST_SOCKETS / concurrency);
  const bytes = bytesOf(turn);
  let turns = 0;
  let ms = 0;
  let cpuMs = 0;
  while (ms < seconds * 1000) {
    await peer.connect({ count, concurrency: LEAST_SOCKETS, turns: 1, bytes });
    const talked = await peer.talk({ count, concurrency, turns: TURNS - 1, bytes });
    await peer.hangUp();
    turns += count * (TURNS - 1);
    ms += talked.ms;
    cpuMs += talked.cpuMs;
  }
  return { turns, ms, cpuMs };
}
