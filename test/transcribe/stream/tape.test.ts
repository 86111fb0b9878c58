import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DeepgramError } from '../../../src/client/errors.js';
import { openTape, type Tape } from '../../../src/transcribe/stream/tape.js';
import type { LiveAudio } from '../../../src/transcribe/stream/wish.js';
import { BARE, counting, input } from './audio.js';

const CONTAINER: LiveAudio = { isBare: false, byteRate: undefined, block: 1, channels: 1 };
const COMPRESSED: LiveAudio = { ...CONTAINER, isBare: true };

/** ms of audio, and bytes, that a tape keeps here. */
const LIMITS = { replay: 1000, waiting: 5000 };

/** Sends all that waits. @returns what was sent */
function play(tape: Tape): Buffer {
  const sent: Uint8Array[] = [];
  for (let next = tape.next(); next; next = tape.next()) {
    sent.push(next.bytes);
    tape.sent(next);
  }
  return Buffer.concat(sent);
}

describe('a tape', () => {
  let now = 0;
  let tape: Tape;

  const open = (audio = BARE, limits = LIMITS) => {
    now = 0;
    tape = openTape(audio, limits, () => now);
  };

  /** Adds audio that counts on. @returns its message */
  const add = (bytes: number) => {
    const message = input();
    tape.add(counting(bytes, tape.size), message);
    return message;
  };

  beforeEach(() => open());

  it('gives what it got, in order, with its times', () => {
    add(200);
    add(300);
    assert.deepEqual([tape.length, tape.size], [250, 500]);
    const first = tape.next() ?? assert.fail();
    assert.deepEqual([first.start, first.ms, first.at], [0, 100, 0]);
    tape.sent(first);
    const second = tape.next() ?? assert.fail();
    assert.deepEqual([second.start, second.ms, second.at], [100, 150, 200]);
    assert.deepEqual(Buffer.from(second.bytes), counting(300, 200));
  });

  it('ends a message when its audio has been sent, and not before', () => {
    const [first, second] = [add(200), add(200)];
    tape.sent(tape.next() ?? assert.fail());
    assert.deepEqual([first.ends, second.ends], [[undefined], []]);
  });

  it('gives a part of a message that is long, of whole samples; the message ends with the last', () => {
    open({ ...BARE, block: 4, byteRate: 4000, channels: 2 });
    const message = add(400);
    const piece = tape.next(30.3) ?? assert.fail();
    assert.deepEqual([piece.bytes.length, piece.start, piece.ms], [120, 0, 30]);
    tape.sent(piece);
    assert.deepEqual(message.ends, []);
    assert.deepEqual([tape.next()?.start, tape.next()?.bytes.length], [30, 280]);
    assert.equal(play(tape).length, 280);
    assert.deepEqual(message.ends, [undefined]);
  });

  it('gives one sample at the least', () => {
    add(200);
    assert.equal(tape.next(0.01)?.bytes.length, 2);
  });

  it('keeps a copy of what may be written into', () => {
    const bytes = counting(200);
    tape.add(bytes, input());
    bytes.fill(7);
    assert.deepEqual(play(tape), counting(200));
  });

  it('refuses what is too much, takes nothing of it, and has room again when some was sent', () => {
    add(4000);
    const refused = input();
    assert.throws(() => tape.add(counting(2000), refused), { code: 'OVERFLOW', reason: 'audioUnsent' });
    assert.deepEqual([tape.size, refused.ends], [4000, []]);
    play(tape);
    add(2000);
  });

  it('counts what keeping a message costs: a million of one byte are no megabyte', () => {
    let count = 0;
    assert.throws(
      () => {
        for (; count < 1000; count += 1) add(1);
      },
      { code: 'OVERFLOW' },
    );
    assert.ok(count < 100);
  });

  describe('that is rewound', () => {
    it('goes back to what was sent and is not transcribed, to the sample', () => {
      add(200);
      add(200);
      play(tape);
      tape.confirm(101.4);
      tape.rewind();
      // 101.4 ms are 202.8 bytes, or 101 samples.
      assert.deepEqual([tape.next()?.start, tape.next()?.at], [101, 202]);
      assert.deepEqual(play(tape), counting(198, 202));
      assert.deepEqual(tape.resume(), { gapMs: 0, droppedBytes: 0 });
    });

    it('has what waits behind that', () => {
      add(200);
      play(tape);
      const waiting = add(200);
      tape.rewind();
      assert.deepEqual(play(tape), counting(400));
      assert.deepEqual(waiting.ends, [undefined]);
    });

    it('ends no message twice', () => {
      add(200);
      play(tape);
      tape.rewind();
      play(tape);
      tape.rewind();
      play(tape);
    });

    it('has nothing where all is transcribed', () => {
      add(200);
      play(tape);
      assert.equal(tape.isHeard, false);
      tape.confirm(100);
      assert.equal(tape.isHeard, true);
      tape.rewind();
      assert.equal(tape.next(), undefined);
    });

    it('begins with a whole sample, however the messages were cut', () => {
      open({ ...BARE, block: 4, byteRate: 4000, channels: 2 });
      for (let count = 0; count < 40; count += 1) {
        add(7);
        play(tape);
      }
      tape.confirm(50.2);
      tape.rewind();
      assert.equal(tape.next()?.at, 200);
      assert.deepEqual(play(tape), counting(80, 200));
    });

    it('keeps the last second only, and says what it did not keep', () => {
      for (let count = 0; count < 7; count += 1) add(500);
      play(tape);
      tape.rewind();
      assert.deepEqual(tape.next()?.start, 750);
      assert.deepEqual(play(tape), counting(2000, 1500));
      assert.deepEqual(tape.resume(), { gapMs: 750, droppedBytes: 1500 });
      assert.deepEqual(tape.resume(), { gapMs: 0, droppedBytes: 0 });
    });

    it('cuts a message that is longer than that', () => {
      const message = add(3000);
      tape.rewind();
      assert.deepEqual([tape.next()?.start, tape.next()?.bytes.length, message.ends], [500, 2000, []]);
      assert.deepEqual(tape.resume(), { gapMs: 500, droppedBytes: 1000 });
    });

    it('does not miss what was transcribed in time', () => {
      for (let count = 0; count < 7; count += 1) add(500);
      play(tape);
      tape.confirm(400);
      tape.rewind();
      assert.deepEqual(tape.resume(), { gapMs: 350, droppedBytes: 700 });
      play(tape);
      tape.confirm(1750);
      tape.rewind();
      assert.deepEqual(tape.resume(), { gapMs: 0, droppedBytes: 0 });
    });

    it('goes on forgetting until there is a socket again: messages end, and it is counted', () => {
      add(1000);
      tape.rewind();
      const messages = Array.from({ length: 6 }, () => add(500));
      assert.deepEqual(
        messages.map(({ ends }) => ends.length),
        [1, 1, 0, 0, 0, 0],
      );
      assert.deepEqual(tape.resume(), { gapMs: 1000, droppedBytes: 2000 });
      assert.deepEqual(play(tape), counting(2000, 2000));
    });

    it('forgets by bytes where a second is too much', () => {
      open({ ...BARE, byteRate: 100_000 });
      add(1000);
      play(tape);
      tape.rewind();
      for (let count = 0; count < 20; count += 1) add(1000);
      const kept = play(tape).length;
      assert.ok(kept <= LIMITS.waiting && kept >= 4000, `${kept}`);
      assert.deepEqual(tape.resume(), { gapMs: (21_000 - kept) / 100, droppedBytes: 21_000 - kept });
    });

    it('is bounded where nothing tells how long audio is', () => {
      open(COMPRESSED);
      for (let count = 0; count < 20; count += 1) {
        add(1000);
        play(tape);
      }
      tape.rewind();
      for (let count = 0; count < 20; count += 1) add(1000);
      const kept = play(tape).length;
      assert.ok(kept <= LIMITS.waiting && kept >= 4000, `${kept}`);
      assert.deepEqual(tape.resume(), { gapMs: 0, droppedBytes: 40_000 - kept });
    });
  });

  it('takes the pace of compressed audio for its time, and a pause for a pause', () => {
    open(COMPRESSED, { replay: 10_000, waiting: 100_000 });
    for (const at of [0, 20, 40, 60, 60_000]) {
      now = at;
      add(30);
    }
    assert.equal(tape.length, 1060);
    play(tape);
    tape.confirm(50);
    tape.rewind();
    // What was said in part by then is heard again as a whole.
    assert.equal(tape.next()?.at, 90);
  });

  it('keeps nothing of a container that was sent', () => {
    open(CONTAINER);
    assert.equal(tape.isHeard, true);
    add(1000);
    play(tape);
    assert.equal(tape.isHeard, false);
    tape.rewind();
    assert.equal(tape.next(), undefined);
  });

  it('keeps no memory of what was sent and is not to be heard again', () => {
    setFlagsFromString('--expose-gc');
    const collect: () => void = runInNewContext('gc');
    const held = () => {
      // The first collection leaves the memory behind a Buffer to be swept aside, and the next one waits for that.
      collect();
      collect();
      return process.memoryUsage().arrayBuffers;
    };
    const piece = Buffer.alloc(64 * 1024);
    for (const audio of [CONTAINER, BARE]) {
      open(audio, { ...LIMITS, waiting: 1024 * 1024 });
      const before = held();
      for (let count = 0; count < 500; count += 1) {
        tape.add(piece, input());
        play(tape);
        tape.confirm(tape.length);
      }
      const kept = (held() - before) / 1024 / 1024;
      assert.ok(kept < 3, `${kept} MB`);
    }
  });

  it('is done with all: what waits fails, and what was sent does not count as lost', () => {
    const sent = add(200);
    play(tape);
    const waiting = [add(200), add(300)];
    assert.equal(tape.isOwed, true);
    const error = new DeepgramError('CLOSED', 'socketClosed');
    assert.deepEqual(tape.drop(error), { gapMs: 250, droppedBytes: 500 });
    assert.deepEqual(sent.ends, [undefined]);
    assert.deepEqual(
      waiting.map(({ ends }) => ends),
      [[error], [error]],
    );
    assert.equal(tape.isOwed, false);
    tape.rewind();
    assert.equal(tape.next(), undefined);
  });

  it('is done with all: what was lost before, while there was no socket, counts as well', () => {
    add(1500);
    tape.rewind();
    add(1500);
    assert.deepEqual(tape.drop(), { gapMs: 1500, droppedBytes: 3000 });
  });

  it('does not believe that more is transcribed than there is', () => {
    add(200);
    play(tape);
    tape.confirm(1_000_000);
    add(200);
    play(tape);
    tape.rewind();
    assert.deepEqual(play(tape), counting(200, 200));
  });

  it('keeps its order when the end of a message brings the next one at once', () => {
    const order: Buffer[] = [];
    const send = () => {
      for (let next = tape.next(); next; next = tape.next()) tape.sent(next);
    };
    tape.add(counting(100), {
      end() {
        tape.add(counting(100, 100), input());
        send();
      },
    });
    send();
    tape.rewind();
    for (let next = tape.next(); next; next = tape.next()) {
      order.push(Buffer.from(next.bytes));
      tape.sent(next);
    }
    assert.deepEqual(Buffer.concat(order), counting(200));
  });

  it('does not drift over a day of messages', () => {
    open({ ...BARE, byteRate: 44_100 * 2 }, { replay: 1000, waiting: 1_000_000 });
    const [bytes, message] = [Buffer.alloc(882), { end: () => undefined }];
    for (let count = 0; count < 100_000; count += 1) {
      tape.add(bytes, message);
      tape.sent(tape.next() ?? assert.fail());
    }
    assert.equal(tape.length, 1_000_000);
  });
});
