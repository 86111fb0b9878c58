import type { Outcome } from '../transcribe/stream/utterances.js';
import { dropCommands, placeFor } from './message.js';
import type { Property } from './property.js';
import type { Message, Red } from './runtime.js';

/**
 * What all that a session says has in common: the properties of the message that opened it. Its audio is not among
 * them: it has been heard, and would be in each message.
 *
 * @param audio - where a message has its audio
 */
export function baseOf(RED: Red, message: Message, audio: Property): Message {
  const base = { ...message };
  dropCommands(base);
  if (audio.type !== 'msg') return base;
  // Node-RED reads `msg.payload` as `payload`.
  const path = audio.value.replace(/^msg\./, '');
  if (!(path in base)) return placeFor(RED, path, base)(base, undefined);
  delete base[path];
  return base;
}

/** What `msg.deepgram` tells of a result. */
export function describeOutcome(outcome: Outcome, requestId: string | undefined, session: string): object {
  const { isFinal, isSpeechFinal, start, duration, confidence, channel, channels } = outcome;
  const { language, speaker, utterance, turn, event } = outcome;
  // Those of a turn are also in its event, on the other output.
  const words = turn === undefined ? outcome.words : outcome.words.map((word) => ({ ...word }));
  return {
    ...(requestId && { requestId }),
    session,
    final: isFinal,
    speechFinal: isSpeechFinal,
    ...{ start, duration, confidence, words, channel, channels },
    ...(language !== undefined && { language }),
    ...(speaker !== undefined && { speaker }),
    utterance,
    ...(turn !== undefined && { turn }),
    ...(event !== undefined && { event }),
  };
}
