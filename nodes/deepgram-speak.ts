import { accountOf } from '../src/node-red/account-node.js';
import { onInput, type Task } from '../src/node-red/input.js';
import { placeFor } from '../src/node-red/message.js';
import { evaluate } from '../src/node-red/property.js';
import type { Node, Red } from '../src/node-red/runtime.js';
import { sendParts, sendWhole } from '../src/node-red/send-audio.js';
import { readSpeakSettings, type SpeakDefinition } from '../src/node-red/speak-settings.js';
import { sendForDelivery } from '../src/node-red/submit-speech.js';
import { nameOf, refuse } from '../src/node-red/texts.js';
import { readWish } from '../src/node-red/wish.js';
import { check } from '../src/speak/check.js';
import { speak } from '../src/speak/speak.js';
import { toText } from '../src/speak/text/to-text.js';

/** Text in, speech out. */
export = (RED: Red): void => {
  function SpeakNode(this: Node, definition: SpeakDefinition): void {
    RED.nodes.createNode(this, definition);
    const settings = readSpeakSettings(definition);

    onInput(RED, this, async (task: Task) => {
      const { message } = task;
      const account = accountOf(RED, settings.account);
      const place = placeFor(RED, settings.output, message);
      const text = toText(await evaluate(RED, this, settings.text, message), nameOf(settings.text));
      const wish = await readWish(RED, this, settings, message);
      refuse(RED, check(wish.model, wish.parameters));

      if (settings.delivery === 'callback')
        return sendForDelivery(RED, this, settings, { account, wish, text }, task);

      const speech = await speak(account, { ...wish, text, longText: settings.longText }, task);
      const send = settings.result === 'parts' ? sendParts : sendWhole;
      return send(RED, speech, task, { property: settings.output, place });
    });
  }

  RED.nodes.registerType('deepgram-speak', SpeakNode);
};
