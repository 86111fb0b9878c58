import type { Node, Red } from '../src/node-red/runtime.js';
import { runStream } from '../src/node-red/stream-node.js';
import { createTranscribeStream } from '../src/node-red/transcribe-stream.js';
import {
  readTranscribeStreamSettings,
  type TranscribeStreamDefinition,
} from '../src/node-red/transcribe-stream-settings.js';

/** Speech as it is spoken in, text out. */
export = (RED: Red): void => {
  function TranscribeStreamNode(this: Node, definition: TranscribeStreamDefinition): void {
    RED.nodes.createNode(this, definition);
    runStream(RED, this, createTranscribeStream(RED, this, readTranscribeStreamSettings(definition)));
  }

  RED.nodes.registerType('deepgram-transcribe-stream', TranscribeStreamNode);
};
