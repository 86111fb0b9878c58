import assert from 'node:assert/strict';
import { type Emulator, type SpeakStreamOptions, startEmulator } from '../../emulator/server.js';
import { transcribe } from './listen-support.js';
import { FLUX, type Said, type Talk, talk } from './speak-socket-support.js';
import { decode, SENTENCE } from './support.js';

const MODEL = 'model=flux-haley-en';
const STORY = 'Once upon a time there was a kettle. It sang every morning, and nobody ever knew why it did.';

describe('a socket of /v2/speak', () => {
  let emulator: Emulator;
  let started: Emulator[] = [];
  before(async () => {
    emulator = await startEmulator();
  });
  afterEach(async () => {
    for (const one of started) await one.close();
    started = [];
  });
  after(() => emulator.close());

  const flux = (query = ''): Promise<Talk> => talk(emulator, { path: FLUX, query: `${MODEL}&${query}` });
  /** Audio comes in messages of 20 ms. */
  const paced = async (realTimeFactor: number, options: SpeakStreamOptions = {}): Promise<Talk> => {
    const stream = { chunkMs: 20, realTimeFactor };
    const other = await startEmulator({ speakStream: { stream, ...options } });
    started.push(other);
    return talk(other, { path: FLUX, query: MODEL });
  };
  const speak = ({ say }: Talk, text: string): void => {
    say({ type: 'Speak', text });
    say({ type: 'Flush' });
  };
  const metadataIn = (message: Said): Record<string, unknown> => {
    return message.metadata as Record<string, unknown>;
  };

  it('speaks a turn, between SpeechStarted and SpeechMetadata', async () => {
    const call = await flux();
    speak(call, SENTENCE);
    const { speech_id, audio_duration_ms, ...metadata } = await call.next('SpeechMetadata');
    assert.match(String(speech_id), /^dg_sp_[0-9a-f]{12}$/);
    assert.deepEqual(metadata, {
      type: 'SpeechMetadata',
      input_character_count: SENTENCE.length,
      billable_character_count: SENTENCE.length,
      controls_applied: { pronunciations_applied: 0, breaks_applied: 0, pronunciation_warnings: 0 },
    });
    assert.deepEqual(call.types(), ['Connected', 'SpeechStarted', 'Flushed', 'SpeechMetadata']);
    const { seconds } = await decode(call.audio(), ['-f', 's16le', '-ar', '24000']);
    assert.ok(seconds > 1.5 && Math.abs(seconds - Number(audio_duration_ms) / 1000) < 0.01);
    const places = call.heard.map((one) => (Buffer.isBuffer(one) ? 'audio' : one.type));
    assert.ok(places.indexOf('SpeechStarted') < places.indexOf('audio'));
    assert.equal(places.lastIndexOf('audio'), places.length - 2);
    assert.deepEqual(call.heard[1], { type: 'SpeechStarted', speech_id });
    assert.equal(emulator.sockets.at(-1)?.speeches[0]?.id, speech_id);
    call.websocket.close();
  });

  it('is understood by /v1/listen', async () => {
    const call = await flux('encoding=mulaw');
    const text = 'This was said in a turn, and in mulaw at that.';
    speak(call, text);
    await call.next('SpeechMetadata');
    const query = 'model=nova-3&encoding=mulaw&sample_rate=8000&punctuate=true';
    const { results } = await transcribe(emulator, call.audio(), query);
    assert.equal(results.channels[0]?.alternatives[0]?.transcript, text);
    call.websocket.close();
  });

  it('begins to speak with the first sentence, before it is flushed', async () => {
    const call = await flux();
    call.say({ type: 'Speak', text: 'Once upon a time there was ' });
    call.say({ type: 'Speak', text: 'a kettle. It sang' });
    await call.moreAudio();
    assert.deepEqual(call.types(), ['Connected', 'SpeechStarted']);
    call.say({ type: 'Speak', text: ' every morning' });
    call.say({ type: 'Flush' });
    const { input_character_count } = await call.next('SpeechMetadata');
    assert.equal(input_character_count, 58);
    assert.equal(
      emulator.sockets.at(-1)?.speeches[0]?.text,
      'Once upon a time there was a kettle. It sang every morning',
    );
    call.websocket.close();
  });

  it('keeps what comes behind a flush for the next turn', async () => {
    const call = await flux();
    for (const text of ['One.', 'Two.', 'Three.']) speak(call, text);
    const ids = new Set();
    for (let turn = 0; turn < 3; turn += 1) ids.add((await call.next('SpeechMetadata')).speech_id);
    assert.equal(ids.size, 3);
    const turn = ['SpeechStarted', 'Flushed', 'SpeechMetadata'];
    assert.deepEqual(call.types(), ['Connected', ...turn, ...turn, ...turn]);
    assert.deepEqual(
      emulator.sockets.at(-1)?.speeches.map(({ text, end }) => [text, end]),
      [
        ['One.', 'complete'],
        ['Two.', 'complete'],
        ['Three.', 'complete'],
      ],
    );
    call.websocket.close();
  });

  it('warns of a flush where nothing was said', async () => {
    const call = await flux();
    call.say({ type: 'Flush' });
    assert.deepEqual(await call.next('Warning'), {
      type: 'Warning',
      code: 'NO_ACTIVE_SPEECH',
      description: 'There is no active turn. The request will be ignored.',
    });
    call.websocket.close();
  });

  it('ends a turn in which there is nothing to be said with a warning, and no audio', async () => {
    const call = await flux();
    speak(call, ' … ');
    assert.equal((await call.next('Warning')).code, 'NO_SYNTHESIZABLE_TEXT');
    assert.equal((await call.next('SpeechMetadata')).audio_duration_ms, 0);
    assert.equal(call.audio().length, 0);
    call.websocket.close();
  });

  it('takes markup out of the text, and says so once for each Speak', async () => {
    const call = await flux();
    call.say({ type: 'Speak', text: '<speak>Hello <break time="1s"/>there. ' });
    call.say({ type: 'Speak', text: '[laughs] How are *you*?' });
    call.say({ type: 'Flush' });
    const { input_character_count, billable_character_count } = await call.next('SpeechMetadata');
    assert.deepEqual([input_character_count, billable_character_count], [61, 28]);
    const warnings = call.heard.filter((one): one is Said => !Buffer.isBuffer(one) && one.type === 'Warning');
    assert.deepEqual(
      warnings.map(({ code }) => code),
      ['INPUT_MARKUP_STRIPPED', 'INPUT_MARKUP_STRIPPED'],
    );
    assert.equal(emulator.sockets.at(-1)?.speeches[0]?.text, 'Hello there.  How are *you*?');
    call.websocket.close();
  });

  it('knows pronunciations, at the usual speed only', async () => {
    const call = await flux();
    const text = 'Take \\{"word":"dupilumab","pronounce":"duːˈpɪljuːmæb"\\}.';
    call.say({ type: 'Speak', text });
    call.say({ type: 'Configure', speed: 1.1 });
    assert.equal((await call.next('ConfigureFailure')).code, 'CONTROL_COMBINATION_INVALID');
    call.say({ type: 'Flush' });
    const { controls_applied } = await call.next('SpeechMetadata');
    assert.equal((controls_applied as Record<string, unknown>).pronunciations_applied, 1);
    call.say({ type: 'Configure', speed: 1.1 });
    await call.next('ConfigureSuccess');
    call.say({ type: 'Speak', text });
    assert.equal((await call.next('Error')).code, 'DATA-0002');
    assert.equal((await call.closed).code, 1008);
  });

  describe('when it is interrupted', () => {
    const heardFor = (value: number): object => ({
      type: 'Interrupt',
      playback_offset: { type: 'time_ms', value },
    });

    it('stops, and says what was heard and what was not', async () => {
      const call = await paced(4);
      speak(call, STORY);
      await call.moreAudio();
      call.say(heardFor(1500));
      const { text_spoken, text_remaining, audio_played_ms, ...interrupted } =
        await call.next('SpeechInterrupted');
      assert.equal(`${text_spoken}${text_remaining}`, STORY);
      assert.equal(audio_played_ms, 1500);
      const { speech_id } = interrupted.metadata as Record<string, unknown>;
      assert.equal(speech_id, (call.heard[1] as Said).speech_id);
      assert.equal(call.types().includes('SpeechMetadata'), false);
      assert.equal(started[0]?.sockets[0]?.speeches[0]?.end, 'cut');
    });

    it('divides the text by how much of its audio was heard', async () => {
      const call = await paced(40);
      speak(call, STORY);
      speak(call, 'And then it stopped.');
      await call.next('SpeechStarted');
      await call.next('SpeechStarted');
      const first = await call.next('SpeechMetadata');
      await call.moreAudio();
      call.say(heardFor(Number(first.audio_duration_ms) + 1));
      const { text_spoken, text_remaining } = await call.next('SpeechInterrupted');
      assert.deepEqual([text_spoken, text_remaining], ['', 'And then it stopped.']);
    });

    it('takes half of the text for heard after half of the audio', async () => {
      const call = await paced(1000);
      const late = started[0]?.fault({ kind: 'speech-flushed-late' });
      speak(call, STORY);
      await late?.reached;
      const ms = call.audio().length / 48;
      call.say(heardFor(ms / 2));
      const { text_spoken, metadata } = await call.next('SpeechInterrupted');
      const share = String(text_spoken).length / STORY.length;
      assert.ok(STORY.startsWith(String(text_spoken)) && share > 0.3 && share <= 0.5, String(text_spoken));
      const { audio_duration_ms } = metadata as Record<string, unknown>;
      assert.equal(audio_duration_ms, Math.round(ms / 2));
    });

    it('does not divide the text when it is not told how much was heard', async () => {
      const call = await paced(4);
      speak(call, STORY);
      await call.moreAudio();
      call.say({ type: 'Interrupt' });
      const answer = await call.next('SpeechInterrupted');
      assert.deepEqual(Object.keys(answer), ['type', 'audio_played_ms', 'metadata']);
      const ms = Math.round(call.audio().length / 48);
      assert.deepEqual([answer.audio_played_ms, metadataIn(answer).audio_duration_ms], [ms, ms]);
    });

    it('lets only so much audio come behind it', async () => {
      const call = await paced(0.01, { audioAfterClear: 3 });
      speak(call, STORY);
      await call.moreAudio();
      call.say({ type: 'Interrupt' });
      await call.next('SpeechInterrupted');
      assert.equal(call.heard.filter((one) => Buffer.isBuffer(one)).length, 4);
    });

    it('ignores it, with a warning, before there was any audio', async () => {
      const call = await flux();
      call.say({ type: 'Speak', text: 'No end of a sentence' });
      call.say({ type: 'Interrupt' });
      assert.equal((await call.next('Warning')).code, 'NO_AUDIO_GENERATED');
      call.say({ type: 'Flush' });
      await call.next('SpeechMetadata');
      call.websocket.close();
    });

    it('ignores a second one while the first is going on, and one that does not get on', async () => {
      const call = await paced(4);
      speak(call, STORY);
      await call.moreAudio();
      call.atOnce(() => {
        call.say(heardFor(20));
        call.say(heardFor(30));
      });
      assert.equal((await call.next('Warning')).code, 'INTERRUPT_IN_PROGRESS');
      await call.next('SpeechInterrupted');
      speak(call, STORY);
      await call.moreAudio();
      call.say(heardFor(20));
      assert.equal((await call.next('Warning')).code, 'INVALID_INTERRUPT_OFFSET');
      call.say(heardFor(21));
      assert.equal((await call.next('SpeechInterrupted')).audio_played_ms, 21);
    });

    it('ignores one when no turn is active any more', async () => {
      const call = await flux();
      speak(call, SENTENCE);
      await call.next('SpeechMetadata');
      call.say({ type: 'Interrupt' });
      assert.equal((await call.next('Warning')).code, 'NO_ACTIVE_SPEECH');
      call.websocket.close();
    });

    it('has no turn to flush after it, until something is said again', async () => {
      const call = await paced(4);
      call.say({ type: 'Speak', text: STORY });
      await call.moreAudio();
      call.say({ type: 'Interrupt' });
      await call.next('SpeechInterrupted');
      call.say({ type: 'Flush' });
      assert.equal((await call.next('Warning')).code, 'NO_ACTIVE_SPEECH');
      speak(call, 'Hello.');
      await call.next('SpeechMetadata');
      assert.deepEqual(
        started[0]?.sockets[0]?.speeches.map(({ text }) => text),
        [STORY, 'Hello.'],
      );
    });

    for (const [interrupt, texts] of [
      ['active', ['Pending.', 'Last.']],
      ['all', ['Last.']],
    ] as const) {
      it(`ends ${interrupt === 'all' ? 'pending turns as well' : 'the active turn only'}`, async () => {
        const call = await paced(4, { interrupt });
        speak(call, STORY);
        speak(call, 'Pending.');
        await call.moreAudio();
        call.say({ type: 'Interrupt' });
        await call.next('SpeechInterrupted');
        speak(call, 'Last.');
        for (const _ of texts) await call.next('SpeechMetadata');
        call.say({ type: 'Close' });
        await call.closed;
        const complete = started[0]?.sockets[0]?.speeches.filter(({ end }) => end === 'complete');
        assert.deepEqual(
          complete?.map(({ text }) => text),
          texts,
        );
      });
    }
  });

  it('changes its speed for what is said next', async () => {
    const call = await flux();
    const say = async (): Promise<number> => {
      speak(call, STORY);
      return Number((await call.next('SpeechMetadata')).audio_duration_ms);
    };
    const usual = await say();
    call.say({ type: 'Configure' });
    assert.deepEqual(await call.next('ConfigureSuccess'), { type: 'ConfigureSuccess', applied: {} });
    call.say({ type: 'Configure', speed: 1.5 });
    assert.deepEqual((await call.next('ConfigureSuccess')).applied, { speed: 1.5 });
    assert.ok((await say()) < usual * 0.8);
    call.websocket.close();
  });

  const speeds: readonly [speed: number, code: string, description: RegExp][] = [
    [0.45, 'SPEED_OUT_OF_RANGE', /'speed' must be between 0\.5 and 1\.5/],
    [1.55, 'SPEED_OUT_OF_RANGE', /between/],
    [1.07, 'SPEED_INCREMENT_INVALID', /increments of 0\.05/],
  ];
  for (const [speed, code, description] of speeds) {
    it(`does not take ${speed} for a speed, and goes on`, async () => {
      const call = await flux();
      call.say({ type: 'Configure', speed });
      const failure = await call.next('ConfigureFailure');
      assert.deepEqual([failure.code, failure.field, failure.value], [code, 'speed', speed]);
      assert.match(String(failure.description), description);
      speak(call, SENTENCE);
      await call.next('SpeechMetadata');
      call.websocket.close();
    });
  }

  it('speaks what is left when it is closed, sums up, and closes with 1000', async () => {
    const call = await flux();
    speak(call, 'First.');
    call.say({ type: 'Speak', text: 'Second.' });
    call.say({ type: 'Close' });
    call.say({ type: 'Speak', text: 'Too late.' });
    assert.deepEqual(await call.closed, { code: 1000, reason: '' });
    const lengths = [];
    for (let turn = 0; turn < 2; turn += 1)
      lengths.push(Number((await call.next('SpeechMetadata')).audio_duration_ms));
    const { total_audio_duration_ms, ...totals } = await call.next('SessionMetadata');
    assert.ok(Math.abs(Number(total_audio_duration_ms) - lengths.reduce((sum, ms) => sum + ms)) <= 1);
    assert.deepEqual(totals, {
      type: 'SessionMetadata',
      total_input_character_count: 13,
      total_billable_character_count: 13,
    });
    assert.equal((call.heard.at(-1) as Said).type, 'SessionMetadata');
  });

  it('counts only what was heard of a turn that was interrupted', async () => {
    const call = await paced(4);
    speak(call, STORY);
    await call.moreAudio();
    call.say({ type: 'Interrupt', playback_offset: { type: 'time_ms', value: 15 } });
    await call.next('SpeechInterrupted');
    call.say({ type: 'Close' });
    assert.equal((await call.next('SessionMetadata')).total_audio_duration_ms, 15);
  });
});
