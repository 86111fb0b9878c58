import { accountOf, audioUrlOf } from '../src/node-red/account-node.js';
import type { Admin } from '../src/node-red/admin-route.js';
import { STORE_MB, serveAudioOf } from '../src/node-red/audio-route.js';
import { onInput, type Task } from '../src/node-red/input.js';
import { placeFor } from '../src/node-red/message.js';
import { evaluate } from '../src/node-red/property.js';
import type { Message, Node, Red } from '../src/node-red/runtime.js';
import { serveSamples } from '../src/node-red/sample-route.js';
import { sendParts, sendWhole } from '../src/node-red/send-audio.js';
import { sendUrl, urlOutput } from '../src/node-red/send-url.js';
import { readSpeakSettings, type SpeakDefinition } from '../src/node-red/speak-settings.js';
import { CACHE_MB, say, serveCacheActions } from '../src/node-red/speech-cache.js';
import { sendForDelivery } from '../src/node-red/submit-speech.js';
import { nameOf, refuse } from '../src/node-red/texts.js';
import { readWish } from '../src/node-red/wish.js';
import { within } from '../src/node-red/within.js';
import { check } from '../src/speak/check.js';
import { toText } from '../src/speak/text/to-text.js';

/** Text in, speech out. */
export = (RED: Red & Admin): void => {
  function SpeakNode(this: Node, definition: SpeakDefinition): void {
    RED.nodes.createNode(this, definition);
    const settings = readSpeakSettings(definition);

    const urlFor = (message: Message) =>
      urlOutput(RED, audioUrlOf(RED, settings.account), settings.output, message);

    onInput(RED, this, async (task: Task) => {
      const { message } = task;
      const account = accountOf(RED, settings.account);
      const place = placeFor(RED, settings.output, message);
      const text = toText(await evaluate(RED, this, settings.text, message), nameOf(settings.text));
      const wish = await readWish(RED, this, settings, message);
      refuse(RED, check(wish.model, wish.parameters));

      return within(settings.within, task.signal, async (signal, inTime) => {
        const wanted: Task = { ...task, signal };
        if (settings.delivery === 'callback')
          return sendForDelivery(RED, this, settings, { account, wish, text }, wanted);

        const url = settings.result === 'url' ? urlFor(message) : undefined;
        const utterance = { ...wish, text, longText: settings.longText };
        const speech = await say(RED, this, settings.cache, { account, utterance }, wanted);
        if (url) return sendUrl(RED, speech, wanted, url);
        const output = { property: settings.output, place };
        if (settings.result !== 'parts') return sendWhole(RED, speech, wanted, output);
        // The first audio is there.
        inTime();
        return sendParts(RED, speech, wanted, output);
      });
    });
  }

  serveAudioOf(RED);
  serveCacheActions(RED);
  serveSamples(RED);
  RED.nodes.registerType('deepgram-speak', SpeakNode, {
    settings: {
      deepgramSpeakStoreMB: { value: STORE_MB, exportable: true },
      deepgramSpeakCacheMB: { value: CACHE_MB, exportable: true },
    },
  });
};
