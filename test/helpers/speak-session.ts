import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import type { Emulator, RecordedSocket } from '../../emulator/server.js';
import { openAccount } from '../../src/client/account.js';
import type { DeepgramError } from '../../src/client/errors.js';
import { STREAM_LIMITS, type StreamLimits } from '../../src/speak/stream/limits.js';
import { textOf } from '../../src/speak/stream/runs.js';
import { openSession, type SpeakSession } from '../../src/speak/stream/session.js';
import type { SessionSettings, SessionState } from '../../src/speak/stream/settings.js';
import type { Input } from '../../src/speak/stream/share.js';
import type { Outgoing, Piece } from '../../src/speak/stream/utterance.js';
import { type StreamWish, streamWish } from '../../src/speak/stream/wish.js';

/** A message that was given to a session, and how it ended: once, if all is well. */
export interface Said extends Input {
  readonly text: string;
  readonly ends: (DeepgramError | undefined)[];
}

/** An utterance as it came out of a session. */
export interface HeardUtterance {
  readonly text: string;
  readonly requestId: string | undefined;
  readonly pieces: readonly Piece<Said>[];
  readonly audio: Buffer;
  /** Its last piece has come. */
  readonly hasEnded: boolean;
  readonly isCleared: boolean;
}

/** A session, and all that it tells. */
export interface SessionUnderTest {
  readonly session: SpeakSession<Said>;
  readonly said: Said[];
  readonly pieces: Piece<Said>[];
  readonly events: { readonly type: string; readonly payload: unknown }[];
  readonly states: SessionState[];
  /** How often it was over. */
  readonly overs: number;
  /** @param voice - Thalia where it is left out */
  speak(text: string, voice?: StreamWish): Said;
  /** In the order in which they began to come out. */
  utterances(): HeardUtterance[];
  /** The utterance that said this text last. */
  utterance(text: string): HeardUtterance;
  /** How often an event of this type came. */
  count(type: string): number;
  /** Waits until something is so; it is looked at after all that happens. */
  until(isSo: () => boolean): Promise<void>;
  /** Waits until all messages have ended. */
  allEnded(): Promise<void>;
}

export interface SessionOptions extends Partial<Omit<SessionSettings<Said>, 'limits' | 'onPiece'>> {
  readonly limits?: Partial<StreamLimits>;
  /** ms of patience with the server. */
  readonly timeout?: number;
  readonly key?: string;
  /** Called with each piece, before it is kept. */
  onPiece?(piece: Piece<Said>): void;
}

/** With which most tests speak: 8 kHz, so that little audio is much speech. */
export const THALIA = wish('aura-2-thalia-en');

export function wish(model: string, parameters: Readonly<Record<string, unknown>> = {}): StreamWish {
  return streamWish({ model, parameters: { encoding: 'linear16', sample_rate: 8000, ...parameters } });
}

/** Opens a session at an emulator. Each message is spoken as it comes, unless told otherwise. */
export function openSessionAt(
  { url, key: goodKey }: Pick<Emulator, 'url' | 'key'>,
  { limits, timeout = 10_000, key = goodKey, onPiece, ...settings }: SessionOptions = {},
): SessionUnderTest {
  const changes = new EventEmitter().setMaxListeners(0);
  const [said, pieces, states]: [Said[], Piece<Said>[], SessionState[]] = [[], [], []];
  const events: SessionUnderTest['events'] = [];
  const counts = { overs: 0 };
  const changed = () => void changes.emit('change');
  const account = openAccount({ url, auth: 'key', key, concurrency: 1, retries: 0, timeout });
  const session = openSession<Said>(account, {
    ...{ flush: 'message', pause: 50, frame: 0, ahead: undefined, hasHeader: false, idle: 60_000 },
    limits: { ...STREAM_LIMITS, ...limits },
    isAlike: () => true,
    onPiece(piece) {
      pieces.push(piece);
      onPiece?.(piece);
      changed();
    },
    onEvent(type, payload) {
      events.push({ type, payload });
      changed();
    },
    onState(state) {
      states.push(state);
      changed();
    },
    onOver() {
      counts.overs += 1;
      changed();
    },
    ...settings,
  });

  function utterances(): HeardUtterance[] {
    const byOutgoing = new Map<Outgoing<Said>, Piece<Said>[]>();
    for (const piece of pieces) {
      const mine = byOutgoing.get(piece.outgoing);
      if (mine) mine.push(piece);
      else byOutgoing.set(piece.outgoing, [piece]);
    }
    return [...byOutgoing].map(([{ utterance, requestId }, mine]) => ({
      ...{ text: textOf(utterance.runs), requestId, pieces: mine },
      audio: Buffer.concat(mine.map(({ audio }) => audio)),
      hasEnded: mine.some(({ isLast }) => isLast),
      isCleared: mine.some(({ isCleared }) => isCleared),
    }));
  }

  async function until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await once(changes, 'change');
  }

  return {
    ...{ session, said, pieces, events, states, utterances, until },
    get overs() {
      return counts.overs;
    },
    speak(text, voice = THALIA) {
      const ends: Said['ends'] = [];
      const message: Said = {
        ...{ text, ends },
        end(error) {
          ends.push(error);
          changed();
        },
      };
      session.speak(text, message, voice);
      said.push(message);
      return message;
    },
    utterance: (text) =>
      utterances().findLast((one) => one.text === text) ?? assert.fail(`not heard: ${text}`),
    count: (type) => events.filter((event) => event.type === type).length,
    allEnded: () => until(() => said.every(({ ends }) => ends.length > 0)),
  };
}

/** What Deepgram sent for a text; for the last time where it was said more often. */
export function sentAudio(sockets: readonly RecordedSocket[], text: string): Buffer {
  const speeches = sockets.flatMap(({ speeches }) => speeches);
  return speeches.findLast((speech) => speech.text === text)?.audio ?? assert.fail(`never spoken: ${text}`);
}

/** The types of what a client said over a socket, in order. */
export function typesOf({ messages }: RecordedSocket): (string | undefined)[] {
  return messages.map(({ type }) => type);
}

/** The texts that a client gave over a socket, in order. */
export function textsOf({ messages }: RecordedSocket): unknown[] {
  return messages.filter(({ type }) => type === 'Speak').map(({ json }) => json?.text);
}

/** All that must hold of what has come out, whatever has happened. */
export function assertSound({ said, utterances }: SessionUnderTest): void {
  for (const { text, ends } of said) assert.equal(ends.length, 1, `ends of "${text}": ${ends.length}`);
  for (const { text, pieces } of utterances()) {
    assert.deepEqual(
      pieces.map(({ index }) => index),
      pieces.map((_, at) => at),
      `gaps in "${text}"`,
    );
    const lasts = pieces.filter(({ isLast }) => isLast);
    assert.ok(lasts.length <= 1, `"${text}" ended ${lasts.length} times`);
    if (lasts.length === 1) assert.equal(pieces.at(-1)?.isLast, true, `"${text}" went on after its end`);
  }
}
