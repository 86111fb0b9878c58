import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import fc from 'fast-check';
import { DeepgramError } from '../../../src/client/errors.js';
import { type Intake, type IntakeSettings, openIntake } from '../../../src/speak/stream/intake.js';
import { STREAM_LIMITS } from '../../../src/speak/stream/limits.js';
import { textOf } from '../../../src/speak/stream/runs.js';
import { lengthOf } from '../../../src/speak/stream/utterance.js';
import { type StreamWish, streamWish } from '../../../src/speak/stream/wish.js';
import { type CountedInput, countedShare } from './shares.js';

const THALIA = streamWish({ model: 'aura-2-thalia-en', parameters: {} });
const ZEUS = streamWish({ model: 'aura-2-zeus-en', parameters: {} });

interface Desk {
  readonly intake: Intake<CountedInput>;
  add(text: string, wish?: StreamWish): CountedInput;
  /** The texts that can be spoken; they are taken. */
  take(): string[];
  /** Waits until something can be spoken. */
  ready(): Promise<void>;
}

function open(settings: Partial<IntakeSettings<CountedInput>> = {}): Desk {
  const changes = new EventEmitter();
  const intake = openIntake<CountedInput>({
    ...{ mode: 'sentence', pause: 60_000, limits: STREAM_LIMITS, isAlike: () => true },
    onReady: () => changes.emit('ready'),
    ...settings,
  });
  const names = { count: 0 };
  return {
    intake,
    add(text, wish = THALIA) {
      names.count += 1;
      const { input, share } = countedShare(`message ${names.count}`);
      intake.add(text, share, wish);
      return input;
    },
    take() {
      const texts: string[] = [];
      for (let next = intake.peek(); next; next = intake.peek()) {
        texts.push(textOf(next.runs));
        intake.shift();
      }
      return texts;
    },
    async ready() {
      if (!intake.peek()) await once(changes, 'ready');
    },
  };
}

describe('where text waits to be spoken', () => {
  it('by sentence: gives each as soon as it has ended', () => {
    const { add, take } = open();
    for (const token of ['Good ', 'morn', 'ing. ', 'How are', ' you?']) add(token);
    assert.deepEqual(take(), ['Good morning. ']);
    add(' Well');
    assert.deepEqual(take(), ['How are you? ']);
  });

  it('by sentence: gives what is left after a pause without new text', async () => {
    const { add, take, ready } = open({ pause: 5 });
    add('And so');
    assert.deepEqual(take(), []);
    await ready();
    assert.deepEqual(take(), ['And so']);
  });

  it('by message: gives each as it comes', () => {
    const { add, take } = open({ mode: 'message' });
    add('One. Two');
    add(' three');
    assert.deepEqual(take(), ['One. Two', ' three']);
  });

  it('manually: gives nothing until told', () => {
    const { add, take, intake } = open({ mode: 'manual' });
    add('One. ');
    add('Two. ');
    assert.deepEqual(take(), []);
    assert.equal(intake.flush(), 1);
    assert.deepEqual(take(), ['One. Two. ']);
  });

  it('tells the number of the last utterance so far when it is flushed', () => {
    const { add, intake } = open();
    assert.equal(intake.flush(), 0);
    add('One sentence. Another sentence. And');
    assert.equal(intake.flush(), 3);
    assert.equal(intake.flush(), 3);
  });

  it('keeps white space in text, and does not speak it alone', () => {
    const { add, take, intake } = open({ mode: 'manual' });
    const blank = add(' \n');
    intake.flush();
    assert.deepEqual([take(), blank.ends], [[], [undefined]]);
    add(' a');
    add('  b\n');
    intake.flush();
    assert.deepEqual(take(), [' a  b\n']);
    assert.equal(intake.isEmpty, true);
  });

  it('does not speak text of two voices in one go', () => {
    const { add, take, intake } = open({ mode: 'manual' });
    add('Hello ');
    add('from Zeus', ZEUS);
    intake.flush();
    assert.deepEqual(take(), ['Hello ', 'from Zeus']);
  });

  it('cuts what is longer than one message may be, at the ends of sentences', () => {
    const sentence = `Each ${'word '.repeat(100)}ends. `;
    const { add, take, intake } = open({ mode: 'manual' });
    add(sentence.repeat(9));
    intake.flush();
    const texts = take();
    assert.ok(texts.length > 1 && texts.every((text) => text.length <= 2000));
    assert.ok(texts.every((text) => text.trimEnd().endsWith('ends.')));
  });

  it('never gives more than one message to Deepgram may have, and loses no word', () => {
    const words = fc.constantFrom(
      'word ',
      'x'.repeat(50),
      'Ends here. ',
      '\n\n',
      ' '.repeat(30),
      '。',
      '漢字',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 60 }), (list) => {
        const { add, take, intake } = open({ mode: 'manual', limits: { ...STREAM_LIMITS, message: 100 } });
        const inputs = list.map((text) => add(text));
        intake.flush();
        const texts: string[] = [];
        for (let next = intake.peek(); next; next = intake.peek()) {
          assert.ok(lengthOf(next) <= 100, `${lengthOf(next)} characters`);
          texts.push(textOf(next.runs));
          for (const { share } of next.runs) share.release();
          intake.shift();
        }
        assert.equal(texts.join('').replace(/\s/g, ''), list.join('').replace(/\s/g, ''));
        assert.ok(inputs.every(({ ends }) => ends.length === 1));
        assert.deepEqual(take(), []);
      }),
    );
  });

  it('gives a message of 2,000 characters and white space before it as one that Deepgram takes', () => {
    const { add, intake } = open({ mode: 'manual' });
    add(`One.${' '.repeat(100)}${'Word '.repeat(400).trim()}.`);
    intake.flush();
    for (let next = intake.peek(); next; next = intake.peek()) {
      assert.ok(lengthOf(next) <= 2000, `${lengthOf(next)} characters`);
      intake.shift();
    }
  });

  describe('merging', () => {
    it('makes one of all that fit', () => {
      const { add, take, intake } = open({ mode: 'message' });
      for (const text of ['One. ', 'Two. ', 'Three.']) add(text);
      intake.merge(2000);
      assert.deepEqual([intake.peek()?.serial, take()], [3, ['One. Two. Three.']]);
    });

    it('stops at the longest message, at another voice, and at messages whose audio goes elsewhere', () => {
      const long = 'x'.repeat(1999);
      const one = open({ mode: 'message' });
      for (const text of ['a', long, 'b']) one.add(text);
      one.intake.merge(2000);
      assert.deepEqual(one.take(), [`a${long}`, 'b']);

      const two = open({ mode: 'message' });
      two.add('a');
      two.add('b', ZEUS);
      two.intake.merge(2000);
      assert.deepEqual(two.take(), ['a', 'b']);

      const three = open({ mode: 'message', isAlike: ({ name }, other) => name === other.name });
      three.add('a');
      three.add('b');
      three.intake.merge(2000);
      assert.deepEqual(three.take(), ['a', 'b']);
    });

    it('leaves one alone, and nothing', () => {
      const { add, take, intake } = open({ mode: 'message' });
      intake.merge(2000);
      add('a');
      intake.merge(2000);
      assert.deepEqual(take(), ['a']);
    });
  });

  describe('that is bounded', () => {
    const isOverflow = ({ code, values }: DeepgramError) => code === 'OVERFLOW' && values.limit === 48_000;

    it('takes 48,000 characters, and not one more; nothing below is lost', () => {
      const { add, take, intake } = open({ mode: 'manual' });
      for (let count = 0; count < 48; count += 1) add('word'.repeat(250));
      assert.throws(() => add('x'), isOverflow);
      intake.flush();
      assert.throws(() => add('x'), isOverflow);
      assert.equal(take().join(''), 'word'.repeat(48 * 250));
      add('x');
    });

    it('does not end a message that it did not take', () => {
      const { intake } = open({ mode: 'manual' });
      const { input, share } = countedShare('too long');
      assert.throws(() => intake.add('x'.repeat(48_001), share, THALIA), isOverflow);
      assert.deepEqual(input.ends, []);
      assert.equal(intake.isEmpty, true);
    });

    it('takes 48,000 tokens of one character that end no sentence, within a second', () => {
      for (const mode of ['manual', 'sentence'] as const) {
        const { add, intake } = open({ mode });
        const begun = performance.now();
        for (let count = 0; count < 48_000; count += 1) add(count % 6 === 5 ? ' ' : 'x');
        const ms = performance.now() - begun;
        intake.drop();
        assert.ok(ms < 1000, `${mode}: ${Math.round(ms)} ms`);
      }
    });
  });

  it('puts back what could not be spoken before all else', () => {
    const { add, take, intake } = open({ mode: 'message' });
    add('a');
    add('b');
    const first = intake.peek() ?? assert.fail();
    intake.shift();
    intake.putBack(first);
    assert.deepEqual(take(), ['a', 'b']);
  });

  it('is done with all of it when it is dropped, told and untold', () => {
    const failure = new DeepgramError('AUTH', 'AUTH');
    const { add, intake } = open({ mode: 'sentence' });
    const [whole, open_] = [add('One sentence. '), add('and the beginning of')];
    intake.drop(undefined, failure);
    assert.deepEqual([whole.ends, open_.ends], [[failure], [failure]]);
    assert.equal(intake.isEmpty, true);
    intake.drop(undefined, failure);
    assert.deepEqual([whole.ends.length, open_.ends.length], [1, 1]);
  });

  it('ends each message once, whatever is done with it', () => {
    const step = fc.oneof(
      fc.constantFrom('Hello there. ', 'word ', ' ', 'x', '你好。', 'A sentence of its own! '),
      fc.constantFrom('#flush' as const, '#take' as const, '#drop' as const, '#merge' as const),
    );
    const modes = fc.constantFrom('sentence' as const, 'message' as const, 'manual' as const);
    fc.assert(
      fc.property(modes, fc.array(step, { maxLength: 40 }), (mode, steps) => {
        const { add, intake } = open({ mode });
        const inputs: CountedInput[] = [];
        const spoken = () => {
          const next = intake.peek();
          intake.shift();
          for (const { share } of next?.runs ?? []) share.release();
        };
        for (const one of steps) {
          if (one === '#flush') intake.flush();
          else if (one === '#take') spoken();
          else if (one === '#drop') intake.drop();
          else if (one === '#merge') intake.merge(2000);
          else inputs.push(add(one));
          assert.ok(inputs.every(({ ends }) => ends.length <= 1));
        }
        intake.flush();
        while (intake.peek()) spoken();
        assert.ok(inputs.every(({ ends }) => ends.length === 1));
      }),
    );
  });
});
