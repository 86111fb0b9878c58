import { createTurns } from '../src/callback/in-turn.js';
import { onInput } from '../src/node-red/input.js';
import type { Node, Red } from '../src/node-red/runtime.js';
import { createSpeakStream } from '../src/node-red/speak-stream.js';
import {
  readSpeakStreamSettings,
  type SpeakStreamDefinition,
} from '../src/node-red/speak-stream-settings.js';

/** Text as it is written in, speech as it is spoken out. */
export = (RED: Red): void => {
  function SpeakStreamNode(this: Node, definition: SpeakStreamDefinition): void {
    RED.nodes.createNode(this, definition);
    const stream = createSpeakStream(RED, this, readSpeakStreamSettings(definition));
    // What a message says may take a while to be read; their order must not change by that.
    const turns = createTurns();

    onInput(
      RED,
      this,
      async (task) => {
        const ended = await turns.take('', () => stream.take(task));
        await ended();
        return undefined;
      },
      {
        progress: stream.status.progress,
        onReset: (message) => turns.take('', () => stream.reset(message)),
      },
    );

    this.on('close', (_removed, done) => void stream.close().finally(done));
  }

  RED.nodes.registerType('deepgram-speak-stream', SpeakStreamNode);
};
