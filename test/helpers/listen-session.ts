import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import type { Emulator, RecordedSocket } from '../../emulator/server.js';
import { openAccount } from '../../src/client/account.js';
import type { DeepgramError } from '../../src/client/errors.js';
import { type ListenSession, openListenSession } from '../../src/transcribe/stream/session.js';
import type { ListenSettings, SessionState } from '../../src/transcribe/stream/settings.js';
import type { AudioInput } from '../../src/transcribe/stream/tape.js';
import type { Outcome } from '../../src/transcribe/stream/utterances.js';
import { type ListenWish, listenWish } from '../../src/transcribe/stream/wish.js';
import { say } from './recordings.js';

/** A message that was given to a session, and how it ended: once, if all is well. */
export interface Given extends AudioInput {
  readonly bytes: number;
  readonly ends: (DeepgramError | undefined)[];
}

/** A result, and the socket it came over. */
export interface Result extends Outcome {
  readonly requestId: string | undefined;
}

/** A session, and all that it tells. */
export interface SessionUnderTest {
  readonly session: ListenSession;
  readonly given: Given[];
  readonly results: Result[];
  /** `results`: how many had come before. */
  readonly events: { readonly type: string; readonly payload: unknown; readonly results: number }[];
  readonly states: SessionState[];
  /** What was told of no message. */
  readonly errors: DeepgramError[];
  /** How often it was over. */
  readonly overs: number;
  /** Gives a message with this audio. */
  hear(audio: Uint8Array): Given;
  /** Gives audio as a microphone does: in messages of so many bytes, one behind the other. */
  hearAll(audio: Buffer, bytes?: number): Given[];
  /** What the final results say. */
  text(): string;
  finals(): Result[];
  /** What was told with events of this type. */
  told(type: string): Record<string, unknown>[];
  /** Waits until something is so; it is looked at after all that happens. */
  until(isSo: () => boolean): Promise<void>;
  /** Waits until all messages have ended. */
  allEnded(): Promise<void>;
}

export interface SessionOptions extends Partial<ListenSettings> {
  readonly wish?: ListenWish;
  readonly key?: string;
}

/** 16-bit samples of one channel: 32 bytes are a millisecond. */
export const RAW = { encoding: 'linear16', sample_rate: 16_000 };
export const BYTES_A_MS = 32;

/** 20 ms. */
const FRAME_BYTES = 640;

/** How live audio is sent with. */
export function wish(
  parameters: Readonly<Record<string, unknown>> = {},
  { model = 'nova-3', emit = 'final' as ListenSettings['emit'] } = {},
): ListenWish {
  return listenWish({ model, parameters: { ...RAW, ...parameters } }, emit);
}

export const NOVA = wish();
export const FLUX = wish({}, { model: 'flux-general-en' });

/** Opens a session at an emulator. */
export function openSessionAt(
  { url, key: goodKey }: Pick<Emulator, 'url' | 'key'>,
  { wish: wanted = NOVA, key = goodKey, ...settings }: SessionOptions = {},
): SessionUnderTest {
  const changes = new EventEmitter().setMaxListeners(0);
  const [given, results, states, errors]: [Given[], Result[], SessionState[], DeepgramError[]] = [
    [],
    [],
    [],
    [],
  ];
  const events: SessionUnderTest['events'] = [];
  const counts = { overs: 0 };
  const changed = () => void changes.emit('change');
  const account = openAccount({ url, auth: 'key', key, concurrency: 1, retries: 0, timeout: 10_000 });
  function keep<T>(list: T[], one: T): void {
    list.push(one);
    changed();
  }
  const session = openListenSession(account, wanted, {
    ...{ emit: 'final', idle: 60_000 },
    onOutcome: (outcome, requestId) => keep(results, { ...outcome, requestId }),
    onEvent: (type, payload) => keep(events, { type, payload, results: results.length }),
    onError: (error) => keep(errors, error),
    onState: (state) => keep(states, state),
    onOver() {
      counts.overs += 1;
      changed();
    },
    ...settings,
  });

  async function until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await once(changes, 'change');
  }

  function hear(audio: Uint8Array): Given {
    const ends: Given['ends'] = [];
    const message: Given = { bytes: audio.length, ends, end: (error) => keep(ends, error) };
    session.hear(audio, message);
    given.push(message);
    return message;
  }

  const finals = () => results.filter(({ isFinal }) => isFinal);
  return {
    ...{ session, given, results, events, states, errors, until, hear, finals },
    get overs() {
      return counts.overs;
    },
    hearAll: (audio, bytes = FRAME_BYTES) =>
      Array.from({ length: Math.ceil(audio.length / bytes) }, (_, index) =>
        hear(audio.subarray(index * bytes, (index + 1) * bytes)),
      ),
    text: () =>
      finals()
        .map(({ transcript }) => transcript)
        .join(' '),
    told: (type) =>
      events.filter((event) => event.type === type).map(({ payload }) => payload as Record<string, unknown>),
    allEnded: () => until(() => given.every(({ ends }) => ends.length > 0)),
  };
}

/** Has the emulator say something, which it understands then, as bare samples. */
export function sayRaw(emulator: Emulator, text: string): Promise<Buffer> {
  return say(emulator, text, 'encoding=linear16&sample_rate=16000&container=none');
}

/** So many ms in which nobody says anything, as bare samples. */
export function silence(ms: number): Buffer {
  return Buffer.alloc(ms * BYTES_A_MS);
}

/** ms of bare samples. */
export function msOf(audio: Uint8Array): number {
  return audio.length / BYTES_A_MS;
}

/** The types of what a client said over a socket, in order; without its audio. */
export function typesOf({ messages }: RecordedSocket): (string | undefined)[] {
  return messages.map(({ type }) => type);
}

/** All that must hold of what has come out, whatever has happened. */
export function assertSound({ given, results, overs }: SessionUnderTest): void {
  for (const { ends } of given) assert.equal(ends.length, 1, `a message ended ${ends.length} times`);
  assert.ok(overs <= 1, `over ${overs} times`);
  const until = new Map<number, number>();
  for (const { channel, start, duration, isFinal, words } of results) {
    const told = until.get(channel) ?? 0;
    assert.ok(start >= told - 0.002, `a result from ${start} on, where all was final until ${told}`);
    // Its last word may end behind it: it is still being said.
    for (const { start: from } of words)
      assert.ok(Number(from) >= start - 0.002 && Number(from) <= start + duration + 0.002, 'a word outside');
    if (isFinal) until.set(channel, start + duration);
  }
}

/** Waits until the emulator has heard of the end of all its sockets; a test that hangs here has left one open. */
export async function assertAllClosed(emulator: Emulator): Promise<void> {
  const open = emulator.sockets.filter((socket) => socket.open);
  await Promise.all(
    open.map(({ requestId }) => emulator.waitForSocketEnd((socket) => socket.requestId === requestId)),
  );
}
