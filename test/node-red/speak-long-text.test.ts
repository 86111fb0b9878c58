import assert from 'node:assert/strict';
import type { Emulator } from '../../emulator/server.js';
import { decode, probe } from '../helpers/ffmpeg.js';
import { type Ledger, openLedger } from '../helpers/ledger.js';
import type { NodeRed } from '../helpers/node-red.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import { speakFlow } from '../helpers/speak-flow.js';

const SENTENCES = [
  'The kettle is on.',
  'Somebody is at the door, and the dog knows it before we do.',
  'It will rain in the afternoon: take an umbrella.',
  'The washing machine has finished; the laundry waits.',
];

/** About 6,000 characters in paragraphs: four requests, no two of them alike. */
const TEXT = Array.from(
  { length: 32 },
  (_, i) => `Number ${i}. ${SENTENCES.join(' ')}${i % 5 === 4 ? '\n\n' : ' '}`,
).join('');

const FORMATS: Record<string, unknown>[] = [
  { encoding: 'linear16', container: 'none', sample_rate: 16000 },
  { encoding: 'linear16', container: 'wav', sample_rate: 16000 },
  { encoding: 'mulaw', container: 'none' },
  { encoding: 'mulaw', container: 'wav' },
  { encoding: 'alaw', container: 'none' },
  { encoding: 'mp3' },
  { encoding: 'aac' },
  { encoding: 'opus' },
];

function rawOptions({ encoding, container, sample_rate = 8000 }: Record<string, unknown>): string[] {
  const format = { linear16: 's16le', mulaw: 'mulaw', alaw: 'alaw' }[String(encoding)];
  return container === 'none' && format ? ['-f', format, '-ar', String(sample_rate), '-ac', '1'] : [];
}

describe('deepgram-speak, long text', function () {
  this.timeout(60_000);
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let ledger: Ledger;

  before(async () => {
    [nodeRed, emulator] = await Promise.all([sharedNodeRed(), sharedEmulator()]);
    emulator.clearFaults();
    await nodeRed.deploy(speakFlow({ url: emulator.url }));
    ledger = await openLedger(nodeRed);
  });
  afterEach(() => emulator.clearFaults());

  /** Asks the emulator for what the node asked it for, piece by piece, and decodes each. */
  async function secondsOfPieces(
    asked: typeof emulator.requests,
    extension: string,
    raw: string[],
  ): Promise<number[]> {
    return Promise.all(
      asked.map(async ({ query, body }) => {
        const answer = await fetch(`${emulator.url}/v1/speak?${query}`, {
          method: 'POST',
          headers: { authorization: `Token ${emulator.key}`, 'content-type': 'application/json' },
          body,
        });
        const { samples } = await decode(Buffer.from(await answer.arrayBuffer()), extension, 16000, raw);
        return samples.length / 2 / 16000;
      }),
    );
  }

  for (const format of FORMATS) {
    it(`is one playable file, as long as its pieces together: ${Object.values(format).join(' ')}`, async () => {
      const { length } = emulator.requests;
      const { outputs, error } = await ledger.say({
        payload: TEXT,
        deepgramOptions: { encoding: null, ...format },
      });
      assert.equal(error, undefined);
      const [{ payload, deepgram } = {}] = outputs;
      const audio = payload as Buffer;
      const asked = emulator.requests.slice(length);
      assert.equal(deepgram?.requests, asked.length);
      assert.ok(asked.length >= 3, `${asked.length} requests`);

      const extension = String(deepgram?.extension);
      const raw = rawOptions(format);
      const { samples, complaints } = await decode(audio, extension, 16000, raw);
      assert.equal(complaints, '');
      const seconds = samples.length / 2 / 16000;
      const pieces = await secondsOfPieces(asked, extension, raw);
      const sum = pieces.reduce((total, piece) => total + piece, 0);
      assert.ok(Math.abs(seconds - sum) <= 0.06, `${seconds} s heard, ${sum} s in ${pieces.length} pieces`);
      assert.ok(
        Math.abs(Number(deepgram?.duration) - sum) <= 0.06,
        `${deepgram?.duration} s told, ${sum} s in pieces`,
      );
      if (raw.length === 0) assert.equal((await probe(audio, extension)).streams, 1);
    });
  }

  it('asks for its pieces side by side, within the concurrency of the account', async () => {
    await nodeRed.deploy(speakFlow({ url: emulator.url, account: { concurrency: 3 } }));
    ledger = await openLedger(nodeRed);
    const { length } = emulator.requests;
    const held = emulator.fault({ kind: 'hold', times: Number.POSITIVE_INFINITY });
    ledger.post({ payload: TEXT });
    await emulator.waitForRequest(() => emulator.requests.length - length === 3);
    // A round trip, in which a fourth request would have been sent.
    await nodeRed.resources();
    assert.equal(emulator.requests.length - length, 3);
    held.release();
    held.remove();
    await nodeRed.until('completed', 2);
    await ledger.balance();
  });

  it('is spoken in the order of the text, however the answers overtake each other', async () => {
    const format = { encoding: 'linear16', container: 'none' };
    const whole = (await ledger.say({ payload: TEXT, deepgramOptions: format })).outputs[0]
      ?.payload as Buffer;
    emulator.fault({ kind: 'latency', ms: 400 });
    const slow = (await ledger.say({ payload: TEXT, deepgramOptions: format })).outputs[0]?.payload as Buffer;
    assert.ok(slow.equals(whole));
  });

  it('fails as a whole when one piece fails, and stops the others', async () => {
    const { length } = emulator.requests;
    emulator.fault({ kind: 'status', status: 400 });
    emulator.fault({ kind: 'hold', times: 2 });
    const { outputs, error } = await ledger.say({ payload: TEXT });
    assert.deepEqual(outputs, []);
    assert.equal(error?.code, 'BAD_REQUEST');
    await emulator.waitForAbort((request) => emulator.requests.indexOf(request) >= length);
    emulator.clearFaults();
    await ledger.balance();
  });

  it('counts its characters as Deepgram does', async () => {
    const { outputs } = await ledger.say({ payload: TEXT });
    const { characters, requests } = outputs[0]?.deepgram ?? {};
    // Each seam loses the white space it was cut at.
    assert.ok(Math.abs(Number(characters) - TEXT.trim().length) <= 2 * Number(requests), `${characters}`);
  });

  it('leaves in parts as one stream: the header once, the pieces in order', async () => {
    const format = { encoding: 'linear16', container: 'wav' };
    const whole = (await ledger.say({ payload: TEXT, deepgramOptions: format })).outputs[0]
      ?.payload as Buffer;
    await nodeRed.deploy(speakFlow({ url: emulator.url, speak: { result: 'parts', params: format } }));
    ledger = await openLedger(nodeRed);
    const { outputs } = await ledger.say({ payload: TEXT });
    const streamed = Buffer.concat(outputs.map(({ payload }) => payload as Buffer));
    assert.ok(streamed.subarray(44).equals(whole.subarray(44)));
    assert.equal(streamed.readUInt32LE(40), 0x7fff0000, 'a size that means unknown');
  });

  it('is TOO_LARGE where the node is set to refuse it, before anything is sent', async () => {
    await nodeRed.deploy(speakFlow({ url: emulator.url, speak: { longText: 'refuse' } }));
    ledger = await openLedger(nodeRed);
    const { length } = emulator.requests;
    const { error } = await ledger.say({ payload: TEXT });
    assert.equal(error?.code, 'TOO_LARGE');
    assert.match(error?.message ?? '', /2000/);
    assert.equal(emulator.requests.length, length);
  });
});
