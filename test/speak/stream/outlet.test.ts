import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import type { AudioFormat } from '../../../src/audio/format.js';
import { DeepgramError } from '../../../src/client/errors.js';
import { type Outlet, type OutletSettings, openOutlet } from '../../../src/speak/stream/outlet.js';
import type { Piece, Utterance } from '../../../src/speak/stream/utterance.js';
import { type CountedInput, countedShare } from './shares.js';

const FORMAT: AudioFormat = { encoding: 'linear16', container: 'none', sampleRate: 8000 };
const FAILURE = new DeepgramError('NETWORK', 'socketLost');

interface Way {
  readonly outlet: Outlet<CountedInput>;
  readonly pieces: Piece<CountedInput>[];
  readonly ends: [serial: number, isSpoken: boolean][];
  /** An utterance begins. */
  begin(serial: number): CountedInput;
  until(isSo: () => boolean): Promise<void>;
}

function open(settings: Partial<OutletSettings<CountedInput>> = {}): Way {
  const changes = new EventEmitter();
  const pieces: Piece<CountedInput>[] = [];
  const ends: [number, boolean][] = [];
  const outlet = openOutlet<CountedInput>({
    ...{ frame: 0, ahead: undefined, hasHeader: false },
    onEnd(...end) {
      ends.push(end);
      changes.emit('change');
    },
    onLeft: () => undefined,
    ...settings,
    onPiece(piece) {
      pieces.push(piece);
      settings.onPiece?.(piece);
      changes.emit('change');
    },
  });
  return {
    ...{ outlet, pieces, ends },
    begin(serial) {
      const { input, share } = countedShare(`message ${serial}`);
      const wish = { model: 'm', version: 'v1', path: '/', format: FORMAT } as const;
      const utterance: Utterance<CountedInput> = { serial, wish, runs: [{ text: 'text', share }] };
      outlet.begin(utterance, 'request');
      return input;
    },
    async until(isSo) {
      while (!isSo()) await once(changes, 'change');
    },
  };
}

const audioOf = (pieces: readonly Piece[]) => Buffer.concat(pieces.map(({ audio }) => audio));
const tone = (bytes: number) => Buffer.alloc(bytes, 0x22);

/**
 * Lets 180 ms of audio out, 60 ms ahead of real time.
 *
 * @returns ms between the moment by which the pieces before have been heard and that at which a piece leaves: the
 *   latest one; below 0 it was there in time
 */
async function latestPiece(): Promise<number> {
  const leftAt: number[] = [];
  const { outlet, pieces, ends, begin, until } = open({
    ahead: 60,
    onPiece: () => leftAt.push(performance.now()),
  });
  begin(1);
  outlet.add(tone(16 * 180));
  outlet.end();
  await until(() => ends.length === 1);
  const [first = 0, ...others] = leftAt;
  let heard = 0;
  const late = others.map((left, index) => {
    heard += (pieces[index]?.audio.length ?? 0) / 16;
    return left - first - heard;
  });
  return Math.max(...late);
}

describe('the way out of audio', () => {
  it('numbers the pieces of an utterance, and marks its last', () => {
    const { outlet, pieces, ends, begin } = open();
    const input = begin(1);
    outlet.add(tone(100));
    outlet.add(tone(60));
    outlet.end();
    assert.deepEqual(
      pieces.map(({ index, isLast, isCleared, audio }) => [index, isLast, isCleared, audio.length]),
      [
        [0, false, false, 100],
        [1, false, false, 60],
        [2, true, false, 0],
      ],
    );
    assert.deepEqual([ends, input.ends], [[[1, true]], [undefined]]);
    assert.equal(outlet.isEmpty, true);
  });

  it('puts what is left of the audio into the last piece where frames are equal', () => {
    const { outlet, pieces, begin } = open({ frame: 20 });
    begin(1);
    outlet.add(tone(400));
    outlet.end();
    assert.deepEqual(
      pieces.map(({ audio, isLast }) => [audio.length, isLast]),
      [
        [320, false],
        [320, true],
      ],
    );
  });

  it('begins each utterance with a header where one is asked for', () => {
    const { outlet, pieces, begin } = open({ hasHeader: true });
    for (const serial of [1, 2]) {
      begin(serial);
      outlet.add(tone(10));
      outlet.end();
    }
    assert.deepEqual(
      pieces.map(({ audio }) => audio.length),
      [54, 0, 54, 0],
    );
  });

  it('adds no silence where no frame is asked for, also when audio is paced', async () => {
    const { outlet, pieces, ends, begin, until } = open({ ahead: 40 });
    begin(1);
    outlet.add(tone(500));
    outlet.end();
    await until(() => ends.length === 1);
    assert.deepEqual(audioOf(pieces), tone(500));
  });

  it('lets out at once what may leave ahead, also before so much has come', () => {
    const { outlet, pieces, begin } = open({ ahead: 1000 });
    begin(1);
    outlet.add(tone(1600));
    assert.equal(audioOf(pieces).length, 1600, '100 ms of 1000');
    outlet.drop();
  });

  it('keeps a player supplied: the next piece leaves before the one before has been heard', async () => {
    // A machine that has other things to do may be late for any piece: one utterance in five must be in time, all of it.
    const latest: number[] = [];
    for (let utterance = 0; utterance < 5; utterance++) latest.push(await latestPiece());
    const best = Math.min(...latest);
    assert.ok(best < -1, `a piece left ${best.toFixed(1)} ms after the ones before were heard`);
  });

  it('is silent after a clear; what had begun ends as cleared, the rest without a word', async () => {
    const { outlet, pieces, ends, begin } = open({ ahead: 20 });
    const inputs = [begin(1)];
    outlet.add(tone(320 * 4));
    outlet.end();
    inputs.push(begin(2));
    outlet.add(tone(320 * 4));
    outlet.clear();
    outlet.add(tone(320));
    outlet.end();
    assert.deepEqual(
      pieces.map(({ index, isLast, isCleared }) => [index, isLast, isCleared]),
      [
        [0, false, false],
        [1, true, true],
      ],
    );
    assert.deepEqual(ends, [
      [1, false],
      [2, false],
    ]);
    assert.deepEqual(
      inputs.map((input) => input.ends),
      [[undefined], [undefined]],
    );
  });

  it('ends an utterance once where its first piece leads to a clear', () => {
    const way: Way = open({ onPiece: ({ index }) => index === 0 && way.outlet.clear() });
    const input = way.begin(1);
    way.outlet.add(tone(100));
    way.outlet.end();
    assert.deepEqual(
      way.pieces.map(({ isLast, isCleared }) => [isLast, isCleared]),
      [
        [false, false],
        [true, true],
      ],
    );
    assert.deepEqual(input.ends, [undefined]);
  });

  it('ends an utterance once where its last piece leads to a clear', () => {
    const way: Way = open({ onPiece: ({ isLast }) => isLast && way.pieces.length < 9 && way.outlet.clear() });
    const input = way.begin(1);
    way.outlet.add(tone(100));
    way.outlet.end();
    assert.equal(way.pieces.filter(({ isLast }) => isLast).length, 1);
    assert.deepEqual([way.ends.length, input.ends], [1, [undefined]]);
  });

  it('ends an utterance once where the piece that ends it as cleared leads to another clear', () => {
    const way: Way = open({ onPiece: ({ isLast }) => isLast && way.pieces.length < 9 && way.outlet.clear() });
    way.begin(1);
    way.outlet.add(tone(100));
    way.outlet.clear();
    assert.equal(way.pieces.filter(({ isLast }) => isLast).length, 1);
  });

  it('fails an utterance behind what is on its way', async () => {
    const { outlet, pieces, ends, begin, until } = open({ ahead: 20 });
    const input = begin(1);
    outlet.add(tone(320 * 3));
    outlet.fail(FAILURE);
    assert.deepEqual(input.ends, []);
    await until(() => ends.length === 1);
    assert.deepEqual([input.ends, audioOf(pieces).length], [[FAILURE], 960]);
  });

  it('gives back an utterance of which nothing has come, and no other', () => {
    const { outlet, begin } = open();
    begin(1);
    assert.equal(outlet.withdraw()?.serial, 1);
    assert.equal(outlet.isEmpty, true);
    assert.equal(outlet.withdraw(), undefined);
    begin(2);
    outlet.add(tone(1));
    assert.equal(outlet.withdraw(), undefined);
  });

  it('says nothing when it is dropped, but ends all', () => {
    const { outlet, pieces, begin } = open();
    const input = begin(1);
    outlet.add(tone(10));
    outlet.drop();
    assert.deepEqual([pieces.length, input.ends], [1, [undefined]]);
  });
});
