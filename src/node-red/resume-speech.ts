import { trueAudio } from '../speak/collect.js';
import { describeDelivered, type Submitted } from '../speak/delivered.js';
import { placeFor } from './message.js';
import type { Message, Red } from './runtime.js';
import { withAudio } from './send-audio.js';

/** What a deepgram-speak node leaves with its job. */
export interface SpeechForm extends Submitted {
  /** The msg property that gets the audio. */
  readonly property: string;
}

/** Puts delivered audio where the submitting node would have put it. @throws DeepgramError CONFIG where it can't */
export function resumeSpeech(RED: Red, message: Message, form: SpeechForm, delivered: Buffer) {
  const audio = trueAudio(delivered, form.format);
  const place = placeFor(RED, form.property, message);
  return { message: withAudio(message, { place }, audio), about: describeDelivered(form, audio) };
}
