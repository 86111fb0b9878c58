import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sentenceEnds } from '../../../src/speak/stream/sentences.js';

/** What is cut off while a text comes in these tokens, and what is left at its end. */
function written(tokens: readonly string[]): { cut: string[]; left: string } {
  const cut: string[] = [];
  let open = '';
  for (const token of tokens) {
    open += token;
    let done = 0;
    for (const end of sentenceEnds(open)) {
      cut.push(open.slice(done, end));
      done = end;
    }
    open = open.slice(done);
  }
  return { cut, left: open };
}

/** The same for a text that comes character by character. */
const typed = (text: string) => written([...text]);

const ABBREVIATED = [
  'Dr. ',
  'Mr. ',
  'Mrs. ',
  'Prof. ',
  'St. ',
  'No. ',
  'Nr. ',
  'J. ',
  '3.14 ',
  '1.000.000 ',
  '0.5 ',
];

/** Text as it is written: words, marks, numbers, abbreviations, several scripts. */
const pieces = fc.constantFrom(
  ...ABBREVIATED,
  ...['Hello ', 'world', '. ', '.', '! ', '? ', '… ', '... ', '.” ', '?" ', '\n', '\n\n', ' ', 'na', 'Ja'],
  ...['你好', '。', '」', '！', 'なに', 'قال', '؟ ', 'ठीक', '। ', '😀', 'e\u0301', '3', '1.', ', '],
);
const texts = fc.array(pieces, { maxLength: 40 }).map((list) => list.join(''));

describe('the ends of sentences in text that is being written', () => {
  const cases: [about: string, text: string, cut: string[], left: string][] = [
    ['a sentence with white space behind it', 'Good morning. ', ['Good morning. '], ''],
    ['one whose white space has not come yet', 'Good morning.', [], 'Good morning.'],
    ['questions and exclamations', 'Hello there! How so? ', ['Hello there! ', 'How so? '], ''],
    ['a decimal', 'It is 3.14 metres. ', ['It is 3.14 metres. '], ''],
    ['a thousand', 'All of the 1.000.000 people. ', ['All of the 1.000.000 people. '], ''],
    ['Dr.', 'Dr. Smith departed. ', ['Dr. Smith departed. '], ''],
    ['Prof. Dr.', 'Prof. Dr. Meier kommt. ', ['Prof. Dr. Meier kommt. '], ''],
    ['Mr. and Mrs.', 'Mr. and Mrs. Jones. ', ['Mr. and Mrs. Jones. '], ''],
    ['an initial', 'George W. Bush smiled. ', ['George W. Bush smiled. '], ''],
    ['No. 5', 'No. 5 is alive. ', ['No. 5 is alive. '], ''],
    ['a quote', 'He said "Enough." Then he departed. ', ['He said "Enough." ', 'Then he departed. '], ''],
    ['a curly quote', '“Welcome.” ‘Thanks.’ ', ['“Welcome.” ', '‘Thanks.’ '], ''],
    ['an ellipsis', 'I wonder… ', ['I wonder… '], ''],
    ['Chinese', '你好。再见。', ['你好。', '再见。'], ''],
    ['Japanese', '元気ですか？はい。', ['元気ですか？', 'はい。'], ''],
    ['Arabic', 'ما اسمك؟ ', ['ما اسمك؟ '], ''],
    ['Hindi', 'नमस्ते। ', ['नमस्ते। '], ''],
    ['a line break', 'It was long\nago and faraway. ', ['It was long\nago and faraway. '], ''],
  ];
  for (const [about, text, cut, left] of cases) {
    it(`are found, character by character: ${about}`, () => assert.deepEqual(typed(text), { cut, left }));
  }

  it('do not wait for the next word where a short word has a period', () => {
    assert.deepEqual(typed('See you. '), { cut: ['See you. '], left: '' });
    assert.deepEqual(typed('See you. T'), { cut: ['See you. '], left: 'T' });
  });

  const unbroken: [about: string, text: string][] = [
    ['Dr. behind a curly quote', '“Dr. Smith is here.” '],
    ['Dr. behind a German quote', '„Dr. Müller kommt.“ '],
    ['Dr. in Markdown', '**Dr. Smith** is here. '],
    ['a German date', 'Am 3. Oktober ist frei. '],
    ['z.B.', 'Eine Stadt, z.B. Berlin, ist laut. '],
    ['U.S.', 'The U.S. Army came. '],
    ['e.g.', 'A town, e.g. Paris, is loud. '],
    ['the number of a list', '1. Preheat the oven. '],
    ['ca. before a number', 'Es sind ca. 5 Euro. '],
  ];
  for (const [about, text] of unbroken) {
    it(`do not lie behind ${about}`, () =>
      assert.deepEqual(typed(`${text}Then`), { cut: [text], left: 'Then' }));
  }

  it('leave nothing out and put nothing twice, wherever tokens begin', () => {
    const cuts = fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(texts, cuts, (text, lengths) => {
        const tokens: string[] = [];
        for (let at = 0, turn = 0; at < text.length; turn += 1) {
          const length = Math.max(1, lengths[turn % lengths.length] ?? 1);
          tokens.push(text.slice(at, at + length));
          at += length;
        }
        const { cut, left } = written(tokens);
        assert.equal(cut.join('') + left, text);
        assert.ok(cut.every((sentence) => sentence !== ''));
      }),
    );
  });

  it('never lie within a number, nor behind a title', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { cut, left } = typed(text);
        for (const [index, sentence] of cut.entries()) {
          const behind = cut[index + 1] ?? left;
          assert.ok(!(/\d\.$/.test(sentence) && /^\d/.test(behind)), JSON.stringify(cut));
          // A blank line ends whatever stands before it.
          assert.doesNotMatch(sentence, /(?:^|[^\p{L}])(?:Dr|Mrs?|Prof)\.[^\S\n]*$/u);
        }
      }),
    );
  });

  it('ascend and lie within the text', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const ends = sentenceEnds(text);
        assert.deepEqual(
          ends,
          [...new Set(ends)].sort((a, b) => a - b),
        );
        assert.ok(ends.every((end) => end > 0 && end <= text.length));
      }),
    );
  });
});
