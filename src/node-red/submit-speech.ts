import type { Account } from '../client/account.js';
import type { Wish } from '../client/wish.js';
import { prepare, submitSpeech } from '../speak/submit.js';
import { audioUrlOf } from './account-node.js';
import type { Task, Words } from './input.js';
import { dropCommands } from './message.js';
import type { SpeechForm } from './resume-speech.js';
import type { Message, Node, Red } from './runtime.js';
import { urlOutput } from './send-url.js';
import type { SpeakSettings } from './speak-settings.js';
import { submitForDelivery, submittedWords } from './submit.js';

/** What may pass until Deepgram acknowledges: waiting for a place behind a thousand others, and all retries. */
const REQUEST_MS = 60 * 60_000;

/** Lets Deepgram speak a text and deliver the audio. */
export async function sendForDelivery(
  RED: Red,
  node: Node,
  settings: SpeakSettings,
  { account, wish, text }: { account: Account; wish: Wish; text: string },
  task: Task,
): Promise<Words> {
  const { message, signal } = task;
  const form: SpeechForm = {
    ...prepare(wish, text),
    property: settings.output,
    ...(settings.result === 'url' && settings.endpoint && { audioUrl: audioUrlFor(RED, settings, message) }),
  };
  const accepted = await submitForDelivery(RED, node, settings, {
    ...{ kind: 'speech', form, message: () => message, kept: withoutCommands, requestMs: REQUEST_MS, signal },
    service: account.url,
    ask: (callback) => submitSpeech(account, wish, text, callback, task),
  });
  task.send(accepted);
  return submittedWords(RED);
}

/** @throws DeepgramError CONFIG where there could be no URL when the audio has come */
function audioUrlFor(RED: Red, { account, output }: SpeakSettings, message: Message): string {
  const audioUrl = audioUrlOf(RED, account);
  urlOutput(RED, audioUrl, output, message);
  return audioUrl;
}

function withoutCommands(message: Message): Message {
  const kept = { ...message };
  dropCommands(kept);
  return kept;
}
