import type { Account } from '../client/account.js';
import type { Wish } from '../client/wish.js';
import { prepare, submitSpeech } from '../speak/submit.js';
import type { Task } from './input.js';
import { dropCommands } from './message.js';
import type { SpeechForm } from './resume-speech.js';
import type { Node, Red } from './runtime.js';
import type { SpeakSettings } from './speak-settings.js';
import { submitForDelivery } from './submit.js';

/** Lets Deepgram speak a text and deliver the audio. @returns what makes the words for the node's status */
export function sendForDelivery(
  RED: Red,
  node: Node,
  settings: SpeakSettings,
  { account, wish, text }: { account: Account; wish: Wish; text: string },
  task: Task,
): Promise<() => string> {
  const form: SpeechForm = { ...prepare(wish, text), property: settings.output };
  const message = { ...task.message };
  dropCommands(message);
  return submitForDelivery(RED, node, settings, task, {
    ...{ kind: 'speech', form, message, requestMs: 0, service: account.url },
    ask: (callback) => submitSpeech(account, wish, text, callback, task),
  });
}
