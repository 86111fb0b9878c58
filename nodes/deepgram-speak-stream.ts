import type { Admin } from '../src/node-red/admin-route.js';
import type { Node, Red } from '../src/node-red/runtime.js';
import { serveSamples } from '../src/node-red/sample-route.js';
import { createSpeakStream } from '../src/node-red/speak-stream.js';
import {
  readSpeakStreamSettings,
  type SpeakStreamDefinition,
} from '../src/node-red/speak-stream-settings.js';
import { runStream } from '../src/node-red/stream-node.js';

/** Text as it is written in, speech as it is spoken out. */
export = (RED: Red & Admin): void => {
  function SpeakStreamNode(this: Node, definition: SpeakStreamDefinition): void {
    RED.nodes.createNode(this, definition);
    runStream(RED, this, createSpeakStream(RED, this, readSpeakStreamSettings(definition)));
  }

  serveSamples(RED);
  RED.nodes.registerType('deepgram-speak-stream', SpeakStreamNode);
};
