import { audioUrlOf } from '../announce/audio-url.js';
import { playerType } from '../announce/serve/player-type.js';
import { type AudioFormat, extensionOf } from '../audio/format.js';
import { collect } from '../speak/collect.js';
import type { Speech } from '../speak/speak.js';
import { type AudioAddress, audioAddress } from './audio-address.js';
import { audioStoreOf } from './audio-route.js';
import type { Task } from './input.js';
import { dropCommands, placeFor } from './message.js';
import type { Message, Red } from './runtime.js';
import { spoken } from './send-audio.js';

/** Where the URL goes in a message, and how devices reach it. */
export interface UrlOutput {
  readonly address: AudioAddress;
  readonly place: (message: Message, value: unknown) => Message;
}

/**
 * Finds out how a URL will look and where in the message it will stand, before anything is asked of Deepgram.
 *
 * @param audioUrl - what the account says about how devices reach Node-RED
 * @param property - the msg property that gets the URL, beside `msg.url`
 * @throws DeepgramError CONFIG
 */
export function urlOutput(RED: Red, audioUrl: string, property: string, message: Message): UrlOutput {
  const address = audioAddress(RED, audioUrl);
  // Nothing can stand below a URL.
  return { address, place: placeFor(RED, property, { ...message, url: '' }) };
}

/** Sends one message with a URL of the whole audio. @returns what makes the words for the node's status */
export async function sendUrl(
  RED: Red,
  speech: Speech,
  { message, send, signal }: Task,
  output: UrlOutput,
): Promise<() => string> {
  const audio = await collect(speech);
  signal.throwIfAborted();
  const sent = withUrl(RED, message, output, audio, speech.format);
  send(Object.assign(sent, { contentType: speech.contentType, deepgram: speech.describe() }));
  return () => spoken(RED, speech);
}

/** A message with a URL, by which the audio is fetched. @throws DeepgramError OVERFLOW when it can't be kept */
export function withUrl(
  RED: Red,
  message: Message,
  { address, place }: UrlOutput,
  audio: Buffer,
  format: AudioFormat,
): Message {
  const extension = extensionOf(format);
  const { name } = audioStoreOf(RED).keep(audio, extension, playerType(format, extension));
  const url = audioUrlOf(address.base, address.httpNodeRoot, name);
  const sent = place({ ...message, url }, url);
  dropCommands(sent);
  return sent;
}
