import type { Announcement } from '../announce/announcement.js';
import { align } from '../audio/join.js';
import { collect } from '../speak/collect.js';
import { markLast } from '../speak/mark-last.js';
import type { Speech } from '../speak/speak.js';
import type { Task } from './input.js';
import { dropCommands, type Parts } from './message.js';
import type { Message, Red } from './runtime.js';

/** Where the audio goes in a message. */
export interface Output {
  /** The msg property, as the node is set to. */
  readonly property: string;
  readonly place: (message: Message, value: unknown) => Message;
}

/** Sends one message with the whole audio. @returns what makes the words for the node's status */
export async function sendWhole(
  RED: Red,
  speech: Speech,
  { message, send }: Task,
  output: Output,
): Promise<() => string> {
  const sent = withAudio(message, output, await collect(speech));
  send(Object.assign(sent, { contentType: speech.contentType, deepgram: speech.describe() }));
  return () => spoken(RED, speech);
}

/** A message with the whole audio in it. */
export function withAudio(message: Message, output: Pick<Output, 'place'>, audio: Buffer): Message {
  const parts = partsOfBuffer(message.parts);
  // A new object: the one that came in has grown old while it waited, and audio that hung on it would stay
  // in memory until the next full garbage collection. That made a request cost twice as much.
  const sent: Message = { ...output.place(message, audio), ...(parts !== undefined && { parts }) };
  dropCommands(sent);
  return sent;
}

/** Sends a message for each piece of audio, when it arrives. @returns what makes the words for the node's status */
export async function sendParts(
  RED: Red,
  speech: Speech,
  { message, send }: Task,
  output: Output,
): Promise<() => string> {
  const base = { ...message };
  dropCommands(base);
  const sequence = RED.util.generateId();
  let index = 0;
  for await (const { chunk, last } of markLast(align(speech.format, speech.audio))) {
    const parts: Parts = { id: sequence, index, type: 'buffer', ch: '', property: output.property };
    index += 1;
    if (last) parts.count = index;
    if (message.parts !== undefined) parts.parts = message.parts;
    send({
      ...output.place(base, chunk),
      parts,
      ...(last && { complete: true }),
      contentType: speech.contentType,
      deepgram: speech.describe(),
    });
  }
  return () => spoken(RED, speech);
}

/** A message of a sequence of strings is one of a sequence of Buffers now; Join must not add line breaks. */
function partsOfBuffer(parts: unknown): unknown {
  const isOfStrings =
    typeof parts === 'object' && parts !== null && 'type' in parts && parts.type === 'string';
  return isOfStrings ? { ...parts, type: 'buffer', ch: '' } : parts;
}

/** The words for the status of a node that has spoken. */
export function spoken(RED: Red, speech: Announcement): string {
  const { duration, cached } = speech.describe();
  if (duration === undefined) return RED._(`deepgram-speak.status.${cached ? 'cached' : 'done'}`);
  const key = cached ? 'cachedFor' : 'spoken';
  return RED._(`deepgram-speak.status.${key}`, { seconds: duration.toFixed(1) });
}
