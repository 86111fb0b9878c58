import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe as about } from '../../src/transcribe/describe.js';
import { needsOf } from '../../src/transcribe/needs.js';
import { RESULTS, render } from '../../src/transcribe/results.js';
import { answer, anyAnswer, channel, word } from './answers.js';

const SILENCE = answer(channel([]));
const ONE = answer(channel([word('Good', 0.5), word('morning.', 1)]));
const TWO_CHANNELS = answer(
  channel([word('Hello?', 0), word('Yes.', 4)]),
  channel([word('Is', 2), word('Ann', 2.5), word('there?', 3)]),
);
const TWO_SPEAKERS = answer(
  channel([
    word('Tea?', 0, { speaker: 0 }),
    word('Please.', 1, { speaker: 1 }),
    word('With', 1.5, { speaker: 1 }),
    word('milk.', 5, { speaker: 1 }),
    word('Here.', 6, { speaker: 0 }),
  ]),
);

describe('a transcript as text', () => {
  it('is what Deepgram says', async () => assert.equal(await render(ONE, 'transcript'), 'Good morning.'));
  it('is empty for silence', async () => assert.equal(await render(SILENCE, 'transcript'), ''));
  it('is empty where nothing was found to transcribe', async () =>
    assert.equal(await render(answer(), 'transcript'), ''));
  it('has a line for each channel', async () =>
    assert.equal(await render(TWO_CHANNELS, 'transcript'), 'Hello? Yes.\nIs Ann there?'));
  it('has one for a silent channel too, so that lines tell channels', async () =>
    assert.equal(await render(answer(channel([]), channel([word('Hello.', 0)])), 'transcript'), '\nHello.'));
  it('is empty where all channels are silent', async () =>
    assert.equal(await render(answer(channel([]), channel([])), 'transcript'), ''));
  it('keeps the lines of dictation, but for channels', async () => {
    const dictated = { alternatives: [{ transcript: 'One.\nTwo.' }] };
    assert.equal(await render(answer(dictated), 'transcript'), 'One.\nTwo.');
    assert.equal(await render(answer(dictated, dictated), 'transcript'), 'One. Two.\nOne. Two.');
  });
});

describe('a transcript as a list', () => {
  it('has the words as Deepgram gives them', async () =>
    assert.deepEqual(await render(ONE, 'words'), [word('Good', 0.5), word('morning.', 1)]));
  it('has the words of all channels in order of time, each with its channel', async () => {
    const words = await render(TWO_CHANNELS, 'words');
    assert.deepEqual(words, [
      { ...word('Hello?', 0), channel: 0 },
      { ...word('Is', 2), channel: 1 },
      { ...word('Ann', 2.5), channel: 1 },
      { ...word('there?', 3), channel: 1 },
      { ...word('Yes.', 4), channel: 0 },
    ]);
  });
  it('has the utterances of all channels in order of time', async () => {
    const utterances = [
      { id: 'b', channel: 0, start: 2, transcript: 'Yes.' },
      { id: 'a', channel: 1, start: 1, transcript: 'Hello?' },
    ];
    const { results } = ONE;
    assert.deepEqual(
      await render({ results: { ...results, utterances } }, 'utterances'),
      utterances.toReversed(),
    );
  });
  it('has the paragraphs of all channels in order of time', async () => {
    const at = (start: number) => ({ start, end: start + 1, num_words: 1, sentences: [{ text: 'Yes.' }] });
    const on = (...starts: number[]) => ({
      alternatives: [{ paragraphs: { paragraphs: starts.map(at) } }],
    });
    assert.deepEqual(await render(answer(on(0, 5)), 'paragraphs'), [at(0), at(5)]);
    assert.deepEqual(await render(answer(on(0, 5), on(2)), 'paragraphs'), [
      { ...at(0), channel: 0 },
      { ...at(2), channel: 1 },
      { ...at(5), channel: 0 },
    ]);
  });
  for (const result of ['words', 'utterances', 'paragraphs'] as const) {
    it(`has no ${result} for silence`, async () => assert.deepEqual(await render(SILENCE, result), []));
  }
  it('leaves the answer as it is', async () => {
    const before = structuredClone(TWO_CHANNELS);
    for (const result of RESULTS) await render(TWO_CHANNELS, result);
    assert.deepEqual(TWO_CHANNELS, before);
  });
});

describe('a transcript by speakers', () => {
  it('has a line for each turn, pauses or not', async () =>
    assert.equal(
      await render(TWO_SPEAKERS, 'speakers'),
      'Speaker 1: Tea?\nSpeaker 2: Please. With milk.\nSpeaker 1: Here.',
    ));
  it('takes channels for speakers where there are several', async () =>
    assert.equal(
      await render(TWO_CHANNELS, 'speakers'),
      'Speaker 1: Hello?\nSpeaker 2: Is Ann there?\nSpeaker 1: Yes.',
    ));
  it('counts the speakers of several channels through', async () => {
    const first = channel([word('One.', 0, { speaker: 0 }), word('Two.', 1, { speaker: 1 })]);
    const second = channel([word('Three.', 2, { speaker: 0 })]);
    assert.equal(
      await render(answer(first, channel([]), second), 'speakers'),
      'Speaker 1: One.\nSpeaker 2: Two.\nSpeaker 4: Three.',
    );
  });
  it('has one speaker where nobody is told apart', async () =>
    assert.equal(await render(ONE, 'speakers'), 'Speaker 1: Good morning.'));
  it('gives a word without a speaker to who spoke last', async () => {
    const words = [word('One', 0, { speaker: 1 }), word('two.', 1)];
    assert.equal(await render(answer(channel(words)), 'speakers'), 'Speaker 2: One two.');
  });
  it('puts no spaces into what is written without', async () => {
    const words = [
      word('今日', 0, { speaker: 0 }),
      word('は', 1, { speaker: 0 }),
      word('。', 3, { speaker: 0 }),
    ];
    const japanese = { alternatives: [{ transcript: '今日は。', words }] };
    assert.equal(await render(answer(japanese), 'speakers'), 'Speaker 1: 今日は。');
  });
  it('is empty for silence', async () => assert.equal(await render(SILENCE, 'speakers'), ''));
});

describe('a transcript as Deepgram gives it', () => {
  it('is the very answer, not a copy', async () => assert.equal(await render(ONE, 'response'), ONE));
});

describe('what is told about a transcript', () => {
  it('is what the answer says', () =>
    assert.deepEqual(about(ONE), {
      requestId: '8a3f1f57-6c3b-4a0f-9a52-3f6f4b2d0c11',
      model: 'general-nova-3',
      duration: 12.5,
      channels: 1,
      confidence: 0.9,
    }));
  it('leaves out what the answer does not say', () =>
    assert.deepEqual(about({ results: { channels: [{}] } }), { channels: 1 }));
  it('has the detected language', () =>
    assert.equal(about(answer(channel([]), channel([], { detected_language: 'de' }))).language, 'de'));
  it('has the most spoken of several languages', () =>
    assert.equal(about(answer({ alternatives: [{ languages: ['es', 'en'] }] })).language, 'es'));
  it('does not let a silent channel lower the confidence', () =>
    assert.equal(about(answer(channel([word('Hello.', 0)]), channel([]))).confidence, 0.9));
  it('has the confidence of silence, which is 0', () => assert.equal(about(SILENCE).confidence, 0));
});

describe('what a form of the transcript needs', () => {
  it('is asked for', () => {
    assert.deepEqual(needsOf('utterances', {}), { utterances: true });
    assert.deepEqual(needsOf('paragraphs', { smart_format: true }), { paragraphs: true });
    assert.deepEqual(needsOf('speakers', { diarize: '' }), { diarize_model: 'latest' });
  });
  it('is asked of Whisper the old way', () =>
    assert.deepEqual(needsOf('speakers', {}, 'whisper-large'), { diarize: true }));
  for (const result of ['transcript', 'response', 'words', 'srt', 'vtt'] as const) {
    it(`is nothing for ${result}`, () => assert.deepEqual(needsOf(result, {}), {}));
  }
  it('is not asked for where the user has said something else', () => {
    assert.deepEqual(needsOf('utterances', { utterances: false }), {});
    assert.deepEqual(needsOf('paragraphs', { paragraphs: 'false' }), {});
    for (const said of [{ diarize: false }, { diarize_model: 'v1' }, { diarize_version: '2021-07-14.0' }]) {
      assert.deepEqual(needsOf('speakers', said), {});
    }
  });
  it('is not asked for where channels tell speakers apart', () => {
    assert.deepEqual(needsOf('speakers', { multichannel: true }), {});
    assert.deepEqual(needsOf('speakers', { multichannel: 'false' }), { diarize_model: 'latest' });
  });
});

describe('any answer, whatever of it is missing', () => {
  it('can be had in every form', () =>
    fc.assert(
      fc.asyncProperty(anyAnswer, fc.constantFrom(...RESULTS), async (some, result) => {
        const rendered = await render(some, result);
        const isList = ['words', 'utterances', 'paragraphs'].includes(result);
        if (isList) assert.ok(Array.isArray(rendered));
        else assert.equal(typeof rendered, result === 'response' ? 'object' : 'string');
      }),
      { numRuns: 200 },
    ));

  it('keeps every word, in order of time', () =>
    fc.assert(
      fc.asyncProperty(anyAnswer, async (some) => {
        const words = await render(some, 'words');
        assert.ok(Array.isArray(words));
        const all = some.results.channels.flatMap(({ alternatives }) => alternatives?.[0]?.words ?? []);
        assert.equal(words.length, all.length);
        const starts = words.map(({ start }) => start ?? 0);
        assert.deepEqual(
          starts,
          starts.toSorted((one, other) => one - other),
        );
      }),
    ));

  it('has a line by a speaker from 1 for every turn', () =>
    fc.assert(
      fc.asyncProperty(anyAnswer, async (some) => {
        const text = await render(some, 'speakers');
        const lines = String(text).split('\n').filter(Boolean);
        for (const line of lines) assert.match(line, /^Speaker [1-9]\d*: \S/);
        const speakers = lines.map((line) => line.split(':', 1)[0]);
        assert.ok(speakers.every((speaker, at) => speaker !== speakers[at - 1]));
      }),
    ));

  it('can be described', () =>
    fc.assert(
      fc.property(anyAnswer, (some) => {
        const { confidence = 0, channels } = about(some);
        assert.ok(confidence >= 0 && confidence <= 1 + 1e-9 && Number.isInteger(channels));
      }),
    ));
});
