import { isDeepStrictEqual } from 'node:util';
import type { Input } from '../speak/stream/share.js';
import type { Piece } from '../speak/stream/utterance.js';
import type { Task } from './input.js';
import { dropCommands, type Parts } from './message.js';
import type { Message, Red } from './runtime.js';

/** A message whose text a session speaks. */
export interface SpokenInput extends Input {
  readonly task: Task;
  /** What its audio leaves as: the message, with the audio in its place. */
  readonly place: (message: Message, value: unknown) => Message;
}

/** Ids of the `msg.parts` of utterances that are on their way. */
const ids = new WeakMap<object, string>();

/** The message that a piece of audio leaves as: the one that began the utterance, with the audio in its place. */
export function pieceMessage(
  RED: Red,
  { task: { message }, place }: SpokenInput,
  piece: Piece,
  property: string,
  session: string,
): Message {
  const { outgoing, index, isLast, isCleared } = piece;
  const { model, format } = outgoing.utterance.wish;
  const id = ids.get(outgoing) ?? RED.util.generateId();
  if (index === 0) ids.set(outgoing, id);
  const parts: Parts = { id, index, type: 'buffer', ch: '', property };
  if (isLast) parts.count = index + 1;
  if (message.parts !== undefined) parts.parts = message.parts;
  const sent = place(message, piece.audio);
  dropCommands(sent);
  sent.parts = parts;
  if (isLast) sent.complete = true;
  // Written so for speed: a spread in it made a piece of audio cost twice as much.
  const about: Record<string, unknown> = {
    model,
    encoding: format.encoding,
    sampleRate: format.sampleRate,
    session,
    firstByteMs: outgoing.firstByteMs,
  };
  if (outgoing.requestId) about.requestId = outgoing.requestId;
  if (isCleared) about.cleared = true;
  sent.deepgram = about;
  return sent;
}

/** What differs from message to message although they belong together. */
const OWN = new Set(['_msgid', 'payload', 'parts', 'complete', 'action']);

/**
 * True for messages whose audio may leave with the properties of either.
 *
 * @param text - the msg property that holds the text
 */
export function isAlike(one: Message, other: Message, text: string): boolean {
  const [own = ''] = text.split(/[.[]/);
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => OWN.has(name) || name === own || isSame(name, one[name], other[name]));
}

function isSame(name: string, one: unknown, other: unknown): boolean {
  // A request and its answer are not compared bit by bit.
  return one === other || (name !== 'req' && name !== 'res' && isDeepStrictEqual(one, other));
}
