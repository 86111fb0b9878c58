import assert from 'node:assert/strict';
import type { Emulator } from '../../emulator/server.js';
import { decode } from '../helpers/ffmpeg.js';
import type { NodeRed, Received } from '../helpers/node-red.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import { onTab } from '../helpers/speak-flow.js';
import {
  type Asked,
  audioOf,
  loudnessOf,
  noteAsked,
  speakStreamFlow,
  untilEnded,
  utterancesIn,
} from '../helpers/speak-stream-flow.js';

const LONG = 'A sentence that takes a while to be spoken from its beginning to its end.';
const TELEPHONE = { encoding: 'mulaw', sample_rate: 8000 };

describe('deepgram-speak-stream, frames', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let asked: Asked;

  before(async () => {
    [nodeRed, emulator] = await Promise.all([sharedNodeRed(), sharedEmulator()]);
  });
  afterEach(() => emulator.clearFaults());

  /** Deploys a flow whose audio is stamped with the time it leaves the node at, in `msg.at`. */
  async function given(stream: Record<string, unknown>): Promise<void> {
    emulator.clearFaults();
    const stamp = 'msg.at = Date.now(); return msg;';
    const more = [{ ...onTab('stamp', 'function'), func: stamp, outputs: 1, wires: [['out']] }];
    const wires = [['stamp'], ['events']];
    await nodeRed.deploy(speakStreamFlow({ url: emulator.url, stream: { wires, ...stream }, more }));
    asked = noteAsked(emulator);
  }

  async function say(...messages: object[]): Promise<Received[]> {
    nodeRed.send('in', ...messages);
    assert.deepEqual(await untilEnded(nodeRed, messages.length), []);
    await nodeRed.untilTrue(() => {
      const heard = utterancesIn(nodeRed.received('out'));
      return heard.length > 0 && heard.every(({ last }) => last);
    });
    return nodeRed.received('out');
  }

  const lengthOf = ({ payload }: Received) => (payload as Buffer).length;
  const at = (message: Received | undefined) => message?.at as number;

  for (const [encoding, silence] of [
    ['mulaw', 0xff],
    ['alaw', 0xd5],
  ] as const) {
    it(`20 ms of ${encoding} at 8,000 Hz are 160 bytes each, the last one filled with ${silence.toString(16)}`, async () => {
      await given({ params: { encoding, sample_rate: 8000 }, frame: 20 });
      const frames = await say({ payload: LONG });
      assert.deepEqual([...new Set(frames.map(lengthOf))], [160]);
      const [{ audio } = assert.fail()] = utterancesIn(frames);
      const bytes = asked.speeches[0]?.bytes ?? 0;
      assert.equal(frames.length, Math.ceil(bytes / 160));
      assert.ok(audio.subarray(0, bytes).equals(asked.speeches[0]?.audio ?? Buffer.alloc(0)));
      assert.ok(audio.subarray(bytes).every((byte) => byte === silence));
      const raw = ['-f', encoding, '-ar', '8000', '-ac', '1'];
      const { samples } = await decode(audio, 'raw', 8000, raw);
      assert.ok(loudnessOf(samples) > 0.01);
    });
  }

  it('without a frame, samples are never cut in two', async () => {
    await given({});
    emulator.fault({ kind: 'speech-half-samples' });
    const pieces = await say({ payload: LONG });
    assert.ok(pieces.every((piece) => lengthOf(piece) % 2 === 0));
    const [{ audio } = assert.fail()] = utterancesIn(pieces);
    assert.ok(audio.equals(asked.speeches[0]?.audio ?? Buffer.alloc(0)));
  });

  it('each utterance has frames of its own: the next one does not begin in the last frame', async () => {
    await given({ params: TELEPHONE, frame: 20 });
    const heard = utterancesIn(await say({ payload: 'One.' }, { payload: 'Two.' }));
    assert.deepEqual(
      heard.map(({ audio }, index) => audio.subarray(0, asked.speeches[index]?.bytes).toString('hex')),
      asked.speeches.map(({ audio }) => audio.toString('hex')),
    );
  });

  describe('ahead', () => {
    it('lets out no more than may be ahead of real time', async () => {
      await given({ params: TELEPHONE, frame: 20, ahead: 200 });
      const frames = await say({ payload: LONG });
      const begun = at(frames[0]);
      const within = (ms: number) => frames.filter((frame) => at(frame) - begun < ms).length;
      // 20 ms each; a clock that counts in whole ms may be one off.
      assert.ok(within(1000) <= 62, `${within(1000)} frames within a second`);
      assert.ok(within(1000) >= 45, `${within(1000)} frames within a second`);
      const ms = frames.length * 20;
      const took = at(frames.at(-1)) - begun;
      assert.ok(took >= ms - 222 && took < ms + 500, `${ms} ms of audio in ${took} ms`);
      assert.ok(ms > 2000);
    });

    it('cuts audio where no frame is set, or all of a large piece would leave at once', async () => {
      await given({ ahead: 100 });
      const pieces = await say({ payload: 'Hello there.' });
      const bytes = asked.speeches[0]?.bytes ?? 0;
      const took = at(pieces.at(-1)) - at(pieces[0]);
      const ms = bytes / 48;
      assert.ok(took >= ms - 205, `${ms} ms of audio in ${took} ms`);
    });

    it('goes from one utterance to the next without a hurry', async () => {
      await given({ params: TELEPHONE, frame: 20, ahead: 100 });
      const frames = await say({ payload: 'One sentence.' }, { payload: 'And another.' });
      const took = at(frames.at(-1)) - at(frames[0]);
      assert.ok(took >= frames.length * 20 - 122, `${frames.length * 20} ms of audio in ${took} ms`);
    });

    it('clear takes back what waits: what has left by then is all there is', async () => {
      await given({ params: TELEPHONE, frame: 20, ahead: 200 });
      nodeRed.send('in', { payload: LONG });
      await emulator.waitForSocket(
        (socket) => asked.sockets.includes(socket) && socket.sent.some(({ type }) => type === 'Flushed'),
      );
      await nodeRed.until('out', 5);
      nodeRed.send('in', { action: 'clear' });
      assert.deepEqual(await untilEnded(nodeRed, 2), []);
      await nodeRed.untilSome('out', ({ complete }) => complete === true);
      const frames = nodeRed.received('out');
      assert.equal(frames.at(-1)?.deepgram?.cleared, true);
      const [{ audio } = assert.fail()] = utterancesIn(frames);
      assert.ok(audio.length < 8 * 700, `${audio.length / 8} ms have left`);
      assert.ok(asked.speeches[0]?.audio.subarray(0, audio.length).equals(audio));
      nodeRed.send('in', { payload: 'Next.', topic: 'next' });
      await nodeRed.untilSome('out', ({ topic, complete }) => topic === 'next' && complete === true);
      const later = nodeRed.received('out').slice(frames.length);
      assert.ok(later.length > 0 && later.every(({ topic }) => topic === 'next'));
    });
  });

  describe('header: wav', () => {
    for (const [params, format] of [
      [undefined, ['pcm_s16le', 24000]],
      [TELEPHONE, ['pcm_mulaw', 8000]],
      [{ encoding: 'alaw', sample_rate: 16000 }, ['pcm_alaw', 16000]],
    ] as const) {
      it(`begins each utterance with a header that players read: ${format.join(', ')}`, async () => {
        await given({ header: 'wav', ...(params && { params }) });
        const heard = utterancesIn(await say({ payload: 'One.' }, { payload: 'Two.' }));
        for (const [index, { audio, pieces }] of heard.entries()) {
          assert.equal(audioOf(pieces.slice(0, 1)).toString('latin1', 0, 4), 'RIFF');
          assert.ok(audio.subarray(44).equals(asked.speeches[index]?.audio ?? Buffer.alloc(0)));
          const { samples } = await decode(audio, 'wav', Number(format[1]));
          const bytes = asked.speeches[index]?.bytes ?? 0;
          assert.equal(samples.length, params ? bytes * 2 : bytes);
          assert.ok(loudnessOf(samples) > 0.005);
        }
      });
    }
  });
});
