import assert from 'node:assert/strict';
import { readResults, readTurn } from '../../../src/transcribe/stream/heard.js';
import { inSession, ORIGIN } from '../../../src/transcribe/stream/origin.js';

/** As captured on 2026-09-07, shortened. */
const RESULTS = {
  ...{ type: 'Results', channel_index: [1, 2], duration: 1.73, start: 5.9, is_final: true },
  ...{ speech_final: true, from_finalize: false },
  channel: {
    alternatives: [
      {
        ...{ transcript: 'Ensure it.', confidence: 0.98, languages: ['en', 'de'] },
        words: [
          { word: 'ensure', start: 6.25, end: 6.64, confidence: 0.98, punctuated_word: 'Ensure', speaker: 4 },
        ],
      },
    ],
  },
};

const TURN = {
  ...{ type: 'TurnInfo', event: 'EndOfTurn', turn_index: 2, trigger: 'manual', transcript: 'Hello.' },
  ...{ audio_window_start: 1.5, audio_window_end: 3, end_of_turn_confidence: 0.75, languages: ['en'] },
  words: [{ word: 'Hello.', confidence: 0.9, start: 1.6, end: 2.1 }, { word: 'timeless' }],
};

describe('what is heard', () => {
  it('is read of Results', () => {
    const { words, ...heard } = readResults(RESULTS, ORIGIN);
    assert.deepEqual(heard, {
      ...{ transcript: 'Ensure it.', isFinal: true, isSpeechFinal: true, isFinalized: false },
      ...{
        start: 5.9,
        duration: 1.73,
        confidence: 0.98,
        channel: 1,
        channels: 2,
        language: 'en',
        speaker: 4,
      },
    });
    assert.equal(words[0]?.punctuated_word, 'Ensure');
  });

  it('is read of a turn', () => {
    const { words, ...heard } = readTurn(TURN);
    assert.deepEqual(heard, {
      ...{ transcript: 'Hello.', isFinal: true, isSpeechFinal: true, isFinalized: true },
      ...{ start: 1.5, duration: 1.5, confidence: 0.75, channel: 0, channels: 1, language: 'en' },
      ...{ speaker: undefined, turn: 2, event: 'EndOfTurn' },
    });
    assert.equal(words.length, 2);
  });

  it('is no final word before the turn has ended', () => {
    const { isFinal, isSpeechFinal, isFinalized } = readTurn({
      event: 'EagerEndOfTurn',
      transcript: 'Hello.',
    });
    assert.deepEqual([isFinal, isSpeechFinal, isFinalized], [false, false, false]);
  });

  it('has the times of the session, on a later socket', () => {
    const { start, duration, words } = readResults(RESULTS, { seconds: 10, turns: 0 });
    assert.deepEqual([start, duration, words[0]?.start, words[0]?.end], [15.9, 1.73, 16.25, 16.64]);
    const moved = readTurn(inSession(TURN, { seconds: 10, turns: 3 }));
    assert.deepEqual([moved.start, moved.duration, moved.turn, moved.words[0]?.start], [11.5, 1.5, 5, 11.6]);
    assert.deepEqual(moved.words[1], { word: 'timeless' });
  });

  it('has the times of the session in events, but for a -1', () => {
    const origin = { seconds: 10, turns: 0 };
    assert.deepEqual(inSession({ type: 'SpeechStarted', channel: [0, 1], timestamp: 9.5 }, origin), {
      ...{ type: 'SpeechStarted', channel: [0, 1], timestamp: 19.5 },
    });
    assert.equal(inSession({ last_word_end: 2 }, origin).last_word_end, 12);
    assert.equal(inSession({ last_word_end: -1 }, origin).last_word_end, -1);
    assert.equal(inSession(RESULTS, ORIGIN), RESULTS);
  });

  const NOTHING = {
    ...{ transcript: '', isFinal: false, isSpeechFinal: false, isFinalized: false, start: 0, duration: 0 },
    ...{ confidence: undefined, words: [], channel: 0, channels: 1, language: undefined, speaker: undefined },
  };

  for (const message of [
    {},
    { channel: null, channel_index: null, start: null },
    { channel: [], channel_index: ['x'], start: '1', duration: Number.NaN, is_final: 'yes' },
    { channel: { alternatives: 'none' } },
    { channel: { alternatives: [null] }, channel_index: [-1, 0] },
    { channel: { alternatives: [{ words: 'none', transcript: 7, languages: 'en', confidence: '1' }] } },
  ])
    it(`is nothing where nothing can be read: ${JSON.stringify(message)}`, () => {
      assert.deepEqual(readResults(message, ORIGIN), NOTHING);
      assert.deepEqual(readTurn(message), { ...NOTHING, turn: 0, event: '' });
    });

  it('has no more channels than there may be', () => {
    const { channel, channels } = readResults({ channel_index: [5, 1e12] }, ORIGIN);
    assert.deepEqual([channel, channels], [5, 100]);
    assert.equal(readResults({ channel_index: [7, 2] }, ORIGIN).channel, 1);
  });
});
