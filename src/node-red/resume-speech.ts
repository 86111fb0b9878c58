import { trueAudio } from '../speak/collect.js';
import { describeDelivered, type Submitted } from '../speak/delivered.js';
import { placeFor } from './message.js';
import type { Message, Red } from './runtime.js';
import { withAudio } from './send-audio.js';
import { urlOutput, withUrl } from './send-url.js';

/** What a deepgram-speak node leaves with its job. */
export interface SpeechForm extends Submitted {
  /** The msg property that gets the audio. */
  readonly property: string;
  /** Where the node is set to give a URL: how devices reach Node-RED, as its account says it; blank: it says nothing. */
  readonly audioUrl?: string;
}

/**
 * Puts delivered audio, or a URL of it, where the submitting node would have put it.
 *
 * @throws DeepgramError CONFIG where it can't, OVERFLOW where audio for a URL can't be kept
 */
export function resumeSpeech(RED: Red, message: Message, form: SpeechForm, delivered: Buffer) {
  const audio = trueAudio(delivered, form.format);
  return { message: resumed(RED, message, form, audio), about: describeDelivered(form, audio) };
}

function resumed(
  RED: Red,
  message: Message,
  { property, audioUrl, format }: SpeechForm,
  audio: Buffer,
): Message {
  if (audioUrl === undefined) return withAudio(message, { place: placeFor(RED, property, message) }, audio);
  return withUrl(RED, message, urlOutput(RED, audioUrl, property, message), audio, format);
}
