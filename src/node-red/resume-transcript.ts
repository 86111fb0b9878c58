import { type Answer, readAnswer } from '../transcribe/answer.js';
import { describe } from '../transcribe/describe.js';
import { type Result, render } from '../transcribe/results.js';
import { dropCommands, placeFor } from './message.js';
import type { Message, Red } from './runtime.js';

/** What a deepgram-transcribe node says about its result; plain JSON, because it is kept with jobs. */
export interface TranscriptForm {
  /** The msg property that gets the result. */
  readonly property: string;
  readonly result: Result;
  readonly keepResponse: boolean;
  /** Whether the result takes the place of the audio, whose `msg.contentType` goes with it. */
  readonly replacesAudio: boolean;
  /** The language that was asked for, where one was. */
  readonly language?: string;
  /** The model that was asked for. */
  readonly model: string;
}

/** Puts a transcript into its form, and into its place in a message. @throws DeepgramError CONFIG where it has none */
export async function putTranscript(
  RED: Red,
  message: Message,
  form: TranscriptForm,
  answer: Answer,
): Promise<{ message: Message; about: object }> {
  const place = placeFor(RED, form.property, message);
  const sent = place(message, await render(answer, form.result));
  dropCommands(sent);
  if (form.replacesAudio) delete sent.contentType;
  const { model, language } = form;
  const about = {
    ...{ model, ...(language && { language }), ...describe(answer) },
    // Attached once: where it is the result, it is in the message already.
    ...(form.keepResponse && form.result !== 'response' && { response: answer }),
  };
  return { message: sent, about };
}

/** Puts a delivered transcript where the submitting node would have put it. @throws DeepgramError */
export function resumeTranscript(RED: Red, message: Message, form: TranscriptForm, delivered: unknown) {
  return putTranscript(RED, message, form, readAnswer(delivered));
}
