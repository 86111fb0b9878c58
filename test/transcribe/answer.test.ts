import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DeepgramError } from '../../src/client/errors.js';
import { readAnswer } from '../../src/transcribe/answer.js';
import { RESULTS, render } from '../../src/transcribe/results.js';
import { answer, channel } from './answers.js';

const anything = fc.jsonValue({ maxDepth: 1 });

function few<Item>(item: fc.Arbitrary<Item>): fc.Arbitrary<Item[]> {
  return fc.array(item, { maxLength: 3 });
}

const OTHERS: Record<string, unknown> = {
  nothing: undefined,
  'the page of a proxy': '<html><body>Welcome</body></html>',
  'an empty text': '',
  'the JSON of a proxy': { status: 'ok' },
  'a list': [{ results: { channels: [] } }],
  null: null,
  'an answer without results': { metadata: {} },
  'an answer without channels': { metadata: {}, results: {} },
  'channels that are no list': { results: { channels: { 0: {} } } },
  'a channel that is none': { results: { channels: ['left'] } },
  'words that are no list': { results: { channels: [{ alternatives: [{ words: 'tea' }] }] } },
  'a word that is none': { results: { channels: [{ alternatives: [{ words: [null] }] }] } },
  'paragraphs that are no list': {
    results: { channels: [{ alternatives: [{ paragraphs: { paragraphs: 1 } }] }] },
  },
  'utterances that are none': { results: { channels: [], utterances: [1] } },
  'metadata that are none': { metadata: 'none', results: { channels: [] } },
};

function refusal(body: unknown): DeepgramError {
  try {
    readAnswer(body, { requestId: 'r', status: 200 });
  } catch (error) {
    assert.ok(error instanceof DeepgramError);
    return error;
  }
  return assert.fail('it was taken');
}

describe('reading an answer', () => {
  it('takes JSON as text, or what it says', () => {
    const whole = answer(channel([]));
    assert.deepEqual(readAnswer(JSON.stringify(whole)), whole);
    assert.equal(readAnswer(whole), whole);
  });
  it('takes one with hardly anything in it', () => {
    for (const channels of [[], [{}], [{ alternatives: null }], [{ alternatives: [{ words: null }] }]]) {
      readAnswer({ metadata: null, results: { channels, utterances: null } });
    }
  });

  for (const [title, body] of Object.entries(OTHERS)) {
    it(`refuses ${title}`, () => {
      const { code, reason, cause } = refusal(body);
      assert.deepEqual([code, reason], ['PROTOCOL', 'answerNoTranscript']);
      assert.deepEqual(cause, { retryable: false, requestId: 'r', status: 200 });
    });
  }
  it('recognises the acknowledgement of a callback', () =>
    assert.equal(refusal({ request_id: 'r' }).reason, 'transcriptAcknowledged'));

  it('takes nothing that can not be had in every form', () =>
    fc.assert(
      fc.asyncProperty(
        fc.record({
          metadata: anything,
          results: fc.record({
            channels: few(
              fc.record({
                alternatives: few(
                  fc.record({
                    transcript: anything,
                    words: few(fc.dictionary(fc.constantFrom('word', 'start', 'end', 'speaker'), anything)),
                    paragraphs: anything,
                  }),
                ),
              }),
            ),
            utterances: anything,
          }),
        }),
        async (some) => {
          let taken: ReturnType<typeof readAnswer>;
          try {
            taken = readAnswer(JSON.stringify(some));
          } catch (error) {
            assert.ok(error instanceof DeepgramError);
            return;
          }
          for (const result of RESULTS) await render(taken, result);
        },
      ),
      { numRuns: 200 },
    ));
});
