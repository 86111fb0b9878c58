import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { FINAL_MS, RESULT_BYTES, RESULT_MS } from '../live.js';
import { stampWord } from '../stamp.js';

const REQUEST_ID = '5b1f7a52-5a4b-4a5e-9f2e-6f4f6f0c2b14';
const MODEL_UUID = '30089e05-99d1-4376-b32e-c263170674af';
const METADATA = JSON.stringify({
  type: 'Metadata',
  transaction_key: 'deprecated',
  request_id: REQUEST_ID,
  sha256: '154e291ecfa8be6ab8343560bcc109008fa7853eb5372533e8efdefc9b504c33',
  created: '2026-11-21T12:00:00.000Z',
  duration: FINAL_MS / 1000,
  channels: 1,
  models: [MODEL_UUID],
});

/** What all results have in common, which makes them a kilobyte each. */
const SAID = 'the pool is warm enough to swim in';
const REST = restOfResult();

const RESULTS_PER_FINAL = FINAL_MS / RESULT_MS;

const server = new WebSocketServer({ noServer: true, perMessageDeflate: false });
server.on('headers', (headers) => headers.push(`dg-request-id: ${REQUEST_ID}`));

/**
 * A socket as `wss /v1/listen`, as lean as it can be: whatever is said, it says the same at equal steps of the audio.
 * Transcripts begin with when they were sent.
 */
export function takeLiveAudio(request: IncomingMessage, tcp: Duplex, head: Buffer): void {
  server.handleUpgrade(request, tcp, head, (socket) => {
    let bytes = 0;
    let told = 0;
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) {
        bytes += data.length;
        for (; bytes >= (told + 1) * RESULT_BYTES; told++) socket.send(resultOf(told));
      } else if ((JSON.parse(data.toString()) as { type: string }).type === 'CloseStream') {
        socket.send(METADATA);
        socket.close(1000);
      }
    });
    socket.on('error', () => undefined);
  });
}

/** @param count - of the results before it */
function resultOf(count: number): string {
  const finals = Math.floor(count / RESULTS_PER_FINAL);
  const since = count - finals * RESULTS_PER_FINAL + 1;
  const isFinal = since === RESULTS_PER_FINAL;
  return `{"type":"Results","channel_index":[0,1],"duration":${(since * RESULT_MS) / 1000},\
"start":${(finals * FINAL_MS) / 1000},"is_final":${isFinal},"speech_final":${isFinal},\
"channel":{"alternatives":[{"transcript":"${stampWord()} ${SAID}",${REST}`;
}

function restOfResult(): string {
  const words = SAID.split(' ').map((word, count) => ({
    word,
    start: count * 0.32,
    end: count * 0.32 + 0.24,
    confidence: 0.9 + count / 101,
    punctuated_word: word,
  }));
  const metadata = {
    request_id: REQUEST_ID,
    model_info: { name: 'general-nova-3', version: '2025-07-31.0', arch: 'nova-3' },
    model_uuid: MODEL_UUID,
  };
  const alternative = JSON.stringify({ confidence: 0.98, words }).slice(1);
  return `${alternative}]},"metadata":${JSON.stringify(metadata)},"from_finalize":false}`;
}
