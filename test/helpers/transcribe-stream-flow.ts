import assert from 'node:assert/strict';
import type { Emulator } from '../../emulator/server.js';
import type { FlowNode, NodeRed, Received, Resources } from './node-red.js';
import { onTab } from './speak-flow.js';

import type { Failure } from './speak-stream-flow.js';

export {
  type Asked,
  type Failure,
  noteAsked,
  statusesOf,
  topicsOf,
  untilEnded,
  untilEvent,
  untilStatusIs,
} from './speak-stream-flow.js';

/** What to set otherwise than a flow has it that hears bare samples. */
export interface TranscribeStreamFlowOptions {
  url: string;
  key?: string | undefined;
  account?: Record<string, unknown>;
  stream?: Record<string, unknown>;
  more?: FlowNode[];
}

/** How the tests' audio is sent, unless told otherwise: 16-bit samples of one channel. */
export const RAW = { encoding: 'linear16', sample_rate: 16_000 };

const BYTES_A_SECOND = 32_000;

/**
 * A tab in which a test takes part: `in` → `stream` → `out` and `events`, with everything that `stream` tells
 * Catch, Complete and Status nodes at `caught`, `completed` and `status`.
 */
export function transcribeStreamFlow({
  url,
  key = 'emulator-key',
  account,
  stream,
  more = [],
}: TranscribeStreamFlowOptions): FlowNode[] {
  return [
    { id: 'tab', type: 'tab', label: 'test' },
    { id: 'account', type: 'deepgram-config', url, auth: 'key', credentials: { apiKey: key }, ...account },
    { ...onTab('in', 'test-source'), wires: [['stream']] },
    {
      ...onTab('stream', 'deepgram-transcribe-stream'),
      ...{ account: 'account', params: RAW, wires: [['out'], ['events']], ...stream },
    },
    { ...onTab('catch', 'catch'), scope: ['stream'], wires: [['caught']] },
    { ...onTab('complete', 'complete'), scope: ['stream'], wires: [['completed']] },
    { ...onTab('statuses', 'status'), scope: ['stream'], wires: [['status']] },
    ...['out', 'events', 'caught', 'completed', 'status'].map((id) => onTab(id, 'test-sink')),
    ...more,
  ];
}

/** Has the emulator say something, which it understands then, as bare samples; behind it, 1.5 s of silence. */
export async function sayRaw(emulator: Emulator, text: string, voice = 'aura-2-thalia-en'): Promise<Buffer> {
  const format = 'encoding=linear16&sample_rate=16000&container=none';
  const response = await fetch(`${emulator.url}/v1/speak?model=${voice}&${format}`, {
    method: 'POST',
    headers: { authorization: `Token ${emulator.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  });
  return Buffer.concat([Buffer.from(await response.arrayBuffer()), silence(1.5)]);
}

/** So many seconds in which nobody says anything, as bare samples. */
export function silence(seconds: number): Buffer {
  return Buffer.alloc(2 * Math.round((seconds * BYTES_A_SECOND) / 2));
}

/** Messages with a stretch of audio each, as a microphone sends them. @param ms - of each */
export function frames(audio: Buffer, more: object = {}, ms = 100): { payload: Buffer }[] {
  const bytes = (BYTES_A_SECOND * ms) / 1000;
  return Array.from({ length: Math.ceil(audio.length / bytes) }, (_, index) => ({
    payload: audio.subarray(index * bytes, (index + 1) * bytes),
    ...more,
  }));
}

/** Two recordings as the channels of one. */
export function interleaved(left: Buffer, right: Buffer): Buffer {
  const samples = Math.max(left.length, right.length) / 2;
  const both = Buffer.alloc(samples * 4);
  [left, right].forEach((track, channel) => {
    for (let at = 0; at + 1 < track.length; at += 2) track.copy(both, at * 2 + channel * 2, at, at + 2);
  });
  return both;
}

/** What `msg.deepgram` says of a result. */
export interface About {
  requestId?: string;
  session: string;
  final: boolean;
  speechFinal: boolean;
  start: number;
  duration: number;
  confidence: number;
  words: { word: string; start: number; end: number; speaker?: number }[];
  channel: number;
  channels: number;
  language?: string;
  speaker?: number;
  utterance: string;
  turn?: number;
  event?: string;
}

export const aboutOf = ({ deepgram }: Received) => deepgram as unknown as About;

/** What was heard in messages, one after another. */
export const textOf = (messages: readonly Received[]) => messages.map(({ payload }) => payload).join(' ');

/** Books what goes into the flow and how it ends: sent = complete + failed, each once. */
export interface Book {
  /** Sends messages and waits until all that were sent have ended. */
  say(...messages: object[]): Promise<void>;
  /** Sends messages, without waiting. */
  post(...messages: object[]): void;
  /** How messages, and sessions that had none at hand, have failed. */
  failures(): (Failure & { topic: unknown })[];
  /**
   * Asserts that each message ended once, that the next one works, and that nothing is open that was not open at
   * the start.
   *
   * @param lost - how many sessions have failed without a message at hand; a Catch node has heard of each
   */
  balance(lost?: number): Promise<void>;
}

const READY = 'Ready when you are.';

/**
 * Opens a book for a flow that was just deployed, after a session has warmed it up.
 *
 * @param wrap - what the flow takes bare samples in
 */
export async function openBook(
  nodeRed: NodeRed,
  emulator: Emulator,
  wrap = (samples: Buffer) => samples,
): Promise<Book> {
  const ready = wrap(await sayRaw(emulator, READY));
  const sent = new Set<string>();

  const idsAt = (sink: string) => nodeRed.received(sink).map(({ _msgid }) => String(_msgid));
  const allEnded = () => {
    const ended = new Set([...idsAt('completed'), ...idsAt('caught')]);
    return [...sent].every((id) => ended.has(id));
  };

  function post(...messages: object[]): void {
    const named = messages.map((message) => ({ _msgid: `m${sent.size}-${Math.random()}`, ...message }));
    for (const { _msgid } of named) sent.add(_msgid);
    nodeRed.send('in', ...named);
  }

  async function say(...messages: object[]): Promise<void> {
    post(...messages);
    await nodeRed.untilTrue(allEnded);
  }

  /** A whole session, from the first word to its close. */
  async function hearOne(): Promise<void> {
    const { length } = nodeRed.received('out');
    const { length: failed } = nodeRed.received('caught');
    const closes = () => nodeRed.received('events').filter(({ topic }) => topic === 'close').length;
    await say({ action: 'close' });
    const before = closes();
    await say({ payload: ready }, { action: 'close' });
    await nodeRed.untilTrue(() => closes() > before);
    assert.equal(nodeRed.received('caught').length, failed);
    assert.match(textOf(nodeRed.received('out').slice(length)), /ready when you are/i);
  }

  await hearOne();
  const start = await nodeRed.resources();
  return {
    say,
    post,
    failures: () => nodeRed.received('caught').map(({ topic, error }) => ({ topic, ...(error as Failure) })),
    async balance(lost = 0) {
      await hearOne();
      const completed = idsAt('completed');
      assert.equal(new Set(completed).size, completed.length, 'none is completed twice');
      assert.equal(completed.length + idsAt('caught').length, sent.size + lost, 'sent = complete + failed');
      const end = await nodeRed.resources();
      assert.doesNotMatch(nodeRed.log(), /MaxListenersExceededWarning/);
      assert.deepEqual(
        countable(end),
        countable(start),
        'sockets, timers, listeners and routes are as before',
      );
    },
  };
}

/** What of a process's resources must come back to what it was. */
export function countable({ sockets, timers, listeners, routes }: Resources): object {
  return { sockets, timers, listeners, routes };
}
