import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import {
  changesIn,
  hearAll,
  openLive,
  RAW,
  said,
  sayRaw,
  secondsOf,
  sendAudio,
  silence,
  TURNS,
  turnsIn,
} from './listen-socket-support.js';
import { SENTENCE } from './support.js';

const OTHER = 'Somebody is at the front door.';
const FLUX = `${RAW}&model=flux-general-en`;
/** 80 ms, as Flux asks for. */
const CHUNK = 2560;

describe('a socket of /v2/listen', () => {
  let emulator: Emulator;
  let one: Buffer;
  let two: Buffer;
  /** Both, with a second of silence behind each. */
  let both: Buffer;
  before(async () => {
    emulator = await startEmulator();
    one = await sayRaw(emulator, SENTENCE);
    two = await sayRaw(emulator, OTHER, 'aura-2-zeus-en');
    both = Buffer.concat([silence(0.6), one, silence(1), two, silence(1)]);
  });
  after(() => emulator.close());

  const hear = (audio: Buffer, query = FLUX) => hearAll(emulator, audio, query, TURNS, CHUNK);

  it('begins and ends turns', async () => {
    const { messages } = await hear(both);
    assert.deepEqual(
      changesIn(messages).map(({ event, turn_index, trigger }) => [event, turn_index, trigger]),
      [
        ['StartOfTurn', 0, undefined],
        ['EndOfTurn', 0, 'model'],
        ['StartOfTurn', 1, undefined],
        ['EndOfTurn', 1, 'model'],
      ],
    );
    const ends = changesIn(messages).filter(({ event }) => event === 'EndOfTurn');
    assert.deepEqual(
      ends.map(({ transcript }) => transcript),
      [SENTENCE, OTHER],
    );
    assert.ok(ends.every(({ end_of_turn_confidence }) => end_of_turn_confidence >= 0.7));
    assert.equal(changesIn(messages)[2]?.audio_window_start, ends[0]?.audio_window_end);
  });

  it('says something every quarter of a second, numbered from 0', async () => {
    const { messages } = await hear(both);
    assert.deepEqual(
      messages.map(({ sequence_id }) => sequence_id),
      messages.map((_, index) => index),
    );
    const turns = turnsIn(messages);
    assert.ok(turns.length >= secondsOf(both) / 0.25);
    const times = turns.map(({ audio_window_end }) => audio_window_end);
    assert.ok(times.every((time, index) => time - (times[index - 1] ?? 0) < 0.2401));
    assert.ok(turns.slice(0, 2).every(({ event, transcript }) => event === 'Update' && transcript === ''));
  });

  it('has words with their times, and a transcript that is never empty once a turn has begun', async () => {
    const { messages } = await hear(both);
    const [start, end] = changesIn(messages);
    assert.ok((start?.transcript ?? '') !== '');
    const { words = [] } = end ?? {};
    assert.equal(words.map(({ word }) => word).join(' '), SENTENCE);
    assert.ok(Math.abs((words[0]?.start ?? 0) - 0.6) < 0.15);
    assert.ok(
      words.every(
        (word, index) => word.start < word.end && word.start >= (words[index - 1]?.end ?? 0) - 0.001,
      ),
    );
  });

  it('says beforehand that a turn may be over, and that it is not', async () => {
    const audio = Buffer.concat([one, silence(0.3), two, silence(1)]);
    const { messages } = await hear(audio, `${FLUX}&eager_eot_threshold=0.4`);
    const events = changesIn(messages);
    assert.deepEqual(
      events.map(({ event }) => event),
      ['StartOfTurn', 'EagerEndOfTurn', 'TurnResumed', 'EagerEndOfTurn', 'EndOfTurn'],
    );
    assert.deepEqual(
      [events[1]?.transcript, events[3]?.transcript, events[4]?.transcript],
      [SENTENCE, `${SENTENCE} ${OTHER}`, `${SENTENCE} ${OTHER}`],
    );
    const { messages: without } = await hear(audio);
    assert.deepEqual(
      changesIn(without).map(({ event }) => event),
      ['StartOfTurn', 'EndOfTurn'],
    );
  });

  it('ends a turn after so much silence in any case', async () => {
    const audio = Buffer.concat([one, silence(3)]);
    const { messages } = await hear(audio, `${FLUX}&eot_threshold=1.0&eot_timeout_ms=1500`);
    const end = changesIn(messages).at(-1);
    assert.deepEqual([end?.event, end?.trigger], ['EndOfTurn', 'timeout']);
    assert.ok(Math.abs((end?.audio_window_end ?? 0) - secondsOf(one) - 1.5) < 0.4);
  });

  it('ends a turn when it is told to', async () => {
    const live = await openLive(emulator, `${FLUX}&eot_threshold=1.0`, TURNS);
    sendAudio(live, Buffer.concat([one, silence(0.5)]), CHUNK);
    live.say({ type: 'ForceEndTurn' });
    live.say({ type: 'ForceEndTurn' });
    const warning = await live.next('Warning');
    assert.deepEqual(
      [warning.code, warning.description],
      [
        'FORCE_END_TURN_NO_ACTIVE_TURN',
        'Received ForceEndTurn while no turn was active; the request was ignored.',
      ],
    );
    const end = changesIn(said(live)).at(-1);
    assert.deepEqual([end?.event, end?.trigger, end?.transcript], ['EndOfTurn', 'manual', SENTENCE]);
    live.websocket.terminate();
  });

  it('does not know ForceEndTurn where it is not enabled', async () => {
    const older = await startEmulator({ listenStream: { forceEndTurn: false } });
    try {
      const live = await openLive(older, FLUX, TURNS);
      live.say({ type: 'ForceEndTurn' });
      assert.equal((await live.next('Error')).code, 'UNPARSABLE_CLIENT_MESSAGE');
      assert.equal((await live.closed).code, 1008);
    } finally {
      await older.close();
    }
  });

  for (const text of ['{"type":"KeepAlive"}', '{"type":"Finalize"}', 'no JSON', '{}']) {
    it(`ends with an Error at ${text}`, async () => {
      const live = await openLive(emulator, FLUX, TURNS);
      live.websocket.send(text);
      const error = await live.next('Error');
      assert.deepEqual([error.code, error.sequence_id], ['UNPARSABLE_CLIENT_MESSAGE', 1]);
      assert.equal((await live.closed).code, 1008);
    });
  }

  it('tells what is left when it is closed, ends no turn, and closes without a code', async () => {
    const half = one.subarray(0, 2 * Math.round(one.length / 4));
    const { messages, closed } = await hear(half);
    const last = turnsIn(messages).at(-1);
    assert.ok(last?.event === 'Update' || last?.event === 'StartOfTurn');
    assert.ok(last.transcript !== '' && SENTENCE.startsWith(last.transcript));
    assert.ok(Math.abs(last.audio_window_end - secondsOf(half)) < 0.001);
    assert.ok(messages.every(({ type }) => type === 'Connected' || type === 'TurnInfo'));
    assert.equal(closed.code, 1005);
  });

  it('changes its thresholds, one by one', async () => {
    const live = await openLive(emulator, FLUX, TURNS);
    live.say({
      type: 'Configure',
      thresholds: { eot_threshold: 0.8, eager_eot_threshold: 0.5 },
      keyterms: ['kettle'],
    });
    const { thresholds, keyterms, language_hints } = await live.next('ConfigureSuccess');
    assert.deepEqual(
      [thresholds, keyterms, language_hints],
      [{ eot_threshold: 0.8, eot_timeout_ms: 5000, eager_eot_threshold: 0.5 }, ['kettle'], undefined],
    );
    live.say({ type: 'Configure', keyterms: [], numerals: true });
    const after = await live.next('ConfigureSuccess');
    assert.deepEqual([after.thresholds, after.keyterms], [thresholds, []]);
    sendAudio(live, Buffer.concat([one, silence(1)]), CHUNK);
    live.say({ type: 'CloseStream' });
    await live.closed;
    assert.ok(changesIn(said(live)).some(({ event }) => event === 'EagerEndOfTurn'));
  });

  const wrong: readonly [change: object, code: string][] = [
    [{ thresholds: { eot_threshold: 0.2 } }, 'INVALID_THRESHOLD'],
    [{ thresholds: { eager_eot_threshold: 0.8 } }, 'INVALID_THRESHOLD'],
    [{ thresholds: { eot_timeout_ms: 100_000 } }, 'INVALID_THRESHOLD'],
    [{ thresholds: { eot: 1 } }, 'INVALID_THRESHOLD'],
    [{ keyterms: 'kettle' }, 'INVALID_KEYTERMS'],
    [{ language_hints: ['de'] }, 'INVALID_LANGUAGE_HINTS'],
    [{ numerals: 'yes' }, 'INVALID_NUMERALS'],
    [{ encoding: 'mulaw' }, 'INVALID_CONFIGURATION'],
  ];
  for (const [change, code] of wrong) {
    it(`stays as it is with ${JSON.stringify(change)}`, async () => {
      const live = await openLive(emulator, FLUX, TURNS);
      live.say({ type: 'Configure', ...change });
      const failure = await live.next('ConfigureFailure');
      assert.deepEqual([failure.code, failure.sequence_id], [code, 1]);
      live.say({ type: 'Configure' });
      assert.deepEqual((await live.next('ConfigureSuccess')).thresholds, {
        eot_threshold: 0.7,
        eot_timeout_ms: 5000,
      });
      live.websocket.terminate();
    });
  }

  it('understands other languages where its model does, and says which', async () => {
    const german = Buffer.concat([
      await sayRaw(emulator, 'Das Wasser kocht.', 'aura-2-viktoria-de'),
      silence(1),
    ]);
    const { messages: english } = await hear(german);
    assert.deepEqual(changesIn(english), []);
    const multi = `${RAW}&model=flux-general-multi&language_hint=de`;
    const { messages } = await hear(Buffer.concat([german, both]), multi);
    const ends = changesIn(messages).filter(({ event }) => event === 'EndOfTurn');
    assert.deepEqual(
      ends
        .slice(0, 2)
        .map(({ transcript, languages, languages_hinted }) => [transcript, languages, languages_hinted]),
      [
        ['Das Wasser kocht.', ['de'], ['de']],
        [SENTENCE, ['en'], ['de']],
      ],
    );
  });
});
