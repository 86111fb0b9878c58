import { accountOf } from '../src/node-red/account-node.js';
import { onInput, type Task, type Words } from '../src/node-red/input.js';
import { evaluate } from '../src/node-red/property.js';
import type { Node, Red } from '../src/node-red/runtime.js';
import { openSequences, partOf } from '../src/node-red/sequences.js';
import { nameOf } from '../src/node-red/texts.js';
import { transcribeMessage } from '../src/node-red/transcribe-message.js';
import { readTranscribeSettings, type TranscribeDefinition } from '../src/node-red/transcribe-settings.js';
import { openRecording, openSource } from '../src/transcribe/recording.js';
import { holding } from '../src/transcribe/source/hold.js';
import { openOnce } from '../src/transcribe/source/stream.js';

/** Audio or video in, text out. */
export = (RED: Red): void => {
  function TranscribeNode(this: Node, definition: TranscribeDefinition): void {
    RED.nodes.createNode(this, definition);
    const settings = readTranscribeSettings(definition);
    const { audio, source } = settings;

    const takePart = openSequences(({ chunks, ...incoming }) =>
      transcribeMessage(RED, this, settings, {
        ...incoming,
        // A sequence has a patience of its own.
        open: async (parameters, waiting) =>
          openSource(await openOnce(chunks, () => undefined, { signal: waiting.signal }), parameters),
      }),
    );

    const take = async (task: Task, read: () => Promise<unknown>): Promise<Words> => {
      const { message, signal, follow } = task;
      const part = source === 'auto' ? partOf(message) : undefined;
      if (part) return takePart(part, task, read, accountOf(RED, settings.account).timeout);
      const outgoing = await transcribeMessage(RED, this, settings, {
        ...{ message: () => message, signal, follow },
        open: async (parameters, waiting) =>
          openRecording(await read(), source, nameOf(audio), parameters, waiting),
      });
      task.send(outgoing.message);
      return outgoing.words;
    };

    onInput(RED, this, (task) =>
      holding(
        () => evaluate(RED, this, audio, task.message),
        (read) => take(task, read),
      ),
    );
  }

  RED.nodes.registerType('deepgram-transcribe', TranscribeNode);
};
