import type { Node, Red } from '../src/node-red/runtime.js';
import { createSpeakStream } from '../src/node-red/speak-stream.js';
import {
  readSpeakStreamSettings,
  type SpeakStreamDefinition,
} from '../src/node-red/speak-stream-settings.js';
import { runStream } from '../src/node-red/stream-node.js';

/** Text as it is written in, speech as it is spoken out. */
export = (RED: Red): void => {
  function SpeakStreamNode(this: Node, definition: SpeakStreamDefinition): void {
    RED.nodes.createNode(this, definition);
    runStream(RED, this, createSpeakStream(RED, this, readSpeakStreamSettings(definition)));
  }

  RED.nodes.registerType('deepgram-speak-stream', SpeakStreamNode);
};
