import assert from 'node:assert/strict';
import fc from 'fast-check';
import { split } from '../../src/speak/text/split.js';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function graphemesOf(text: string): string[] {
  return [...graphemes.segment(text)]
    .map(({ segment }) => segment.trim())
    .filter((grapheme) => grapheme !== '');
}

const withoutSpace = (text: string) => text.replace(/\s/g, '');

const spokenText = fc
  .array(
    fc.oneof(
      fc.lorem({ maxCount: 4, mode: 'sentences' }),
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.constantFrom(
        ' ',
        '\n',
        '\r\n',
        '\n\n',
        ', ',
        '. ',
        '。',
        '…',
        '— ',
        '👩‍👩‍👧‍👦',
        '🇩🇪',
        'e\u0301',
        'คำ',
        '漢字',
      ),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

describe('split', () => {
  it('leaves text within the limit as it is, white space and all', () => {
    assert.deepEqual(split('  Hello. World.\n', 16), ['  Hello. World.\n']);
    assert.deepEqual(split('', 16), ['']);
  });

  it('prefers the end of a paragraph to that of a sentence', () => {
    assert.deepEqual(split('One. Two.\n\nThree. Four.', 18), ['One. Two.', 'Three. Four.']);
    assert.deepEqual(split('One. Two.\r\n \r\nThree. Four.', 18), ['One. Two.', 'Three. Four.']);
  });

  it('prefers the end of a sentence to that of a clause', () => {
    assert.deepEqual(split('Well, one. Well, two. Well, three.', 27), [
      'Well, one. Well, two.',
      'Well, three.',
    ]);
    assert.deepEqual(split('天地玄黄。宇宙洪荒，日月盈昃。', 13), ['天地玄黄。', '宇宙洪荒，日月盈昃。']);
  });

  it('prefers the end of a clause to that of a word', () => {
    assert.deepEqual(split('when the rain stops, we go home', 25), ['when the rain stops,', 'we go home']);
    assert.deepEqual(split('milk and eggs\nbread and butter', 28), ['milk and eggs', 'bread and butter']);
  });

  it('does not take a line break, an initial or a number for the end of something', () => {
    assert.deepEqual(split('It was long\nago. We went.', 20), ['It was long\nago.', 'We went.']);
    assert.deepEqual(split('So said Mr. Smith. Then left.', 20), ['So said Mr. Smith.', 'Then left.']);
    assert.deepEqual(split('all of the 1,000,000 men', 14), ['all of the', '1,000,000 men']);
  });

  it('keeps words whole', () => {
    assert.deepEqual(split('alpha beta gamma delta', 11), ['alpha beta', 'gamma delta']);
  });

  it('finds words where no white space tells', () => {
    assert.deepEqual(split('สวัสดีชาวโลก', 8), ['สวัสดี', 'ชาวโลก']);
  });

  it('breaks a word that is too long, after filling the room before it', () => {
    assert.deepEqual(split('ab cdefghijkl', 5), ['ab cd', 'efghi', 'jkl']);
  });

  it('packs as much as fits when a paragraph has to be broken anyway', () => {
    assert.deepEqual(split('Title\n\nOne two. Three four. Five six.', 21), [
      'Title\n\nOne two.',
      'Three four. Five six.',
    ]);
  });

  it('leaves graphemes whole', () => {
    const family = '👩‍👩‍👧‍👦';
    assert.deepEqual(split(family.repeat(3), family.length + 1), [family, family, family]);
    assert.deepEqual(split('e\u0301'.repeat(4), 3), Array(4).fill('e\u0301'));
  });

  it('breaks a grapheme that is too long between code points', () => {
    assert.deepEqual(split(`a${'\u0301'.repeat(5)}`, 4), ['a\u0301\u0301\u0301', '\u0301\u0301']);
    assert.deepEqual(split('👩‍👩‍👧‍👦', 4), ['👩‍', '👩‍', '👧‍', '👦']);
  });

  it('gives no blank pieces', () => {
    assert.deepEqual(split(`a${' \n'.repeat(50)}b`, 10), ['a', 'b']);
    assert.deepEqual(split('\n'.repeat(50), 10), []);
  });

  it('leaves an inline pronunciation whole', () => {
    for (const spoken of [
      '\\{"word":"dupilumab","pronounce":"duːˈpɪljuːmæb"\\}',
      '\\{"word": "a. B", "pronounce": "a, b"}',
      '{ "pronounce" : "x y" , "word" : "z" }',
      '\\{\\"word\\":\\"it\\",\\"pronounce\\":\\"ɪt\\"\\}',
    ]) {
      const text = `Take${spoken}now. `.repeat(9);
      const pieces = split(text, 60);
      assert.equal(pieces.join('').split(spoken).length, 10, spoken);
      for (const piece of pieces) assert.equal(piece.split('{').length, piece.split('}').length, piece);
    }
  });

  it('breaks an inline pronunciation that is longer than a piece', () => {
    const text = `\\{"word":"${'a'.repeat(50)}","pronounce":"b"\\}`;
    const pieces = split(text, 20);
    assert.equal(pieces.join(''), text);
  });

  it('refuses a limit that could hold no character', () => {
    for (const limit of [1, 0, -5, 2.5, Number.NaN]) assert.throws(() => split('text', limit), RangeError);
  });

  it('loses nothing but white space, whatever the text', () => {
    fc.assert(
      fc.property(spokenText, fc.integer({ min: 2, max: 80 }), (text, limit) => {
        const pieces = split(text, limit);
        assert.equal(withoutSpace(pieces.join('')), withoutSpace(text));
        if (text.length <= limit) return;
        for (const piece of pieces) {
          assert.ok(piece.length <= limit && piece !== '' && piece === piece.trim(), JSON.stringify(piece));
        }
        const all = graphemesOf(text);
        if (all.every((grapheme) => grapheme.length <= limit))
          assert.deepEqual(pieces.flatMap(graphemesOf), all);
      }),
      { numRuns: 300 },
    );
  });

  it('cuts no surrogate pair, even among lone surrogates', () => {
    const unit = fc.constantFrom('\ud83d', '\ude00', '😀', 'a', ' ', '\u0301');
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 60 }), fc.integer({ min: 2, max: 9 }), (units, limit) => {
        const text = units.join('');
        const pieces = split(text, limit);
        const visible = (some: string) => [...some].filter((character) => character.trim() !== '');
        assert.deepEqual(pieces.flatMap(visible), visible(text));
      }),
      { numRuns: 300 },
    );
  });

  const length = 250_000;
  const fill = (text: string) => text.repeat(Math.ceil(length / text.length)).slice(0, length);
  for (const [name, text] of Object.entries({
    prose: fill('The quick brown fox jumps over the lazy dog, and then some. '),
    'short sentences': fill('a. B? '),
    'short words': fill('a '),
    'one endless word': fill('a'),
    'one endless sentence': fill('and so on '),
    'lone surrogates': fill('\ud800'),
    'Chinese without marks': fill('天地玄黄宇宙洪荒'),
    Thai: fill('สวัสดีชาวโลก'),
    emoji: fill('👩‍👩‍👧‍👦'),
    'marks upon marks': fill('\u0301'),
    'empty lines': `a${fill('\n')}b`,
    'blank lines': `a${fill(' \n\t')}b`,
    commas: fill('a, '),
    braces: fill('{'),
    'an open brace': `{${fill('"word":"pronounce":')}`,
    quotes: fill(',"'),
  })) {
    it(`is fast with 250,000 characters of ${name}`, () => {
      split(text.slice(0, 5000), 2000);
      const started = performance.now();
      const pieces = split(text, 2000);
      const took = performance.now() - started;
      assert.ok(took < 500, `${took} ms`);
      assert.equal(withoutSpace(pieces.join('')), withoutSpace(text));
    });
  }
});
