import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import {
  finalsIn,
  hearAll,
  openLive,
  RAW,
  resultsIn,
  said,
  sayRaw,
  secondsOf,
  sendAudio,
  silence,
  textOf,
  transcriptIn,
} from './listen-socket-support.js';
import { convert } from './listen-support.js';
import { SENTENCE } from './support.js';

const PLAIN = 'the kettle is on and the cat has been fed';
const OTHER = 'Somebody is at the front door.';
const LONG =
  'The kettle is on, the cat has been fed, the door is locked, the lights are out, the heating is down and nobody is at home until tomorrow evening at half past seven.';

describe('a socket of /v1/listen', () => {
  let emulator: Emulator;
  let one: Buffer;
  let two: Buffer;
  let long: Buffer;
  /** Half a second of silence, a sentence, two seconds of silence, another voice, two seconds of silence. */
  let both: Buffer;
  before(async () => {
    emulator = await startEmulator();
    one = await sayRaw(emulator, SENTENCE);
    two = await sayRaw(emulator, OTHER, 'aura-2-zeus-en');
    long = await sayRaw(emulator, LONG);
    await sayRaw(emulator, 'The kettle is off, and the dog has been fed.');
    both = Buffer.concat([silence(0.5), one, silence(2), two, silence(2)]);
  });
  after(() => emulator.close());

  it('gives a final result for each stretch of speech, at its time', async () => {
    const { messages, closed } = await hearAll(emulator, both);
    assert.deepEqual(closed, { code: 1000, reason: '' });
    const spoken = finalsIn(messages).filter((result) => textOf(result) !== '');
    assert.deepEqual(spoken.map(textOf), [PLAIN, 'somebody is at the front door']);
    assert.ok(spoken.every(({ speech_final, channel_index }) => speech_final && channel_index[1] === 1));
    const starts = spoken.map(({ channel }) => channel.alternatives[0]?.words[0]?.start ?? 0);
    const second = 0.5 + secondsOf(one) + 2;
    assert.ok(
      Math.abs((starts[0] ?? 0) - 0.5) < 0.15 && Math.abs((starts[1] ?? 0) - second) < 0.15,
      `${starts}`,
    );
  });

  it('gives results without a gap, each word within its own, until the audio ends', async () => {
    const { messages } = await hearAll(emulator, both, `${RAW}&interim_results=true`);
    let end = 0;
    for (const { start, duration, is_final, channel } of resultsIn(messages)) {
      assert.ok(Math.abs(start - end) < 0.001);
      for (const word of channel.alternatives[0]?.words ?? []) {
        assert.ok(
          word.start >= start - 0.001 && word.end <= start + duration + 0.001 && word.start <= word.end,
        );
      }
      if (is_final) end = start + duration;
    }
    assert.ok(Math.abs(end - secondsOf(both)) < 0.001);
  });

  it('says the same however the audio is cut into messages', async () => {
    const results: unknown[] = [];
    for (const bytes of [7, 333, 640, 50_001, both.length]) {
      const { messages } = await hearAll(emulator, both.subarray(0, 120_000), RAW, undefined, bytes);
      results.push(finalsIn(messages).map(({ start, duration, channel }) => [start, duration, channel]));
    }
    for (const result of results) assert.deepEqual(result, results[0]);
  });

  it('gives interim results every second where they are wanted, and no others', async () => {
    const { messages } = await hearAll(emulator, both, `${RAW}&interim_results=true&model=nova-3`);
    const results = resultsIn(messages);
    const first = results.slice(
      0,
      results.findIndex(({ is_final }) => is_final),
    );
    assert.deepEqual(
      first.map(({ start, duration }) => [start, duration]),
      [
        [0, 1],
        [0, 2],
        [0, 3],
      ].slice(0, first.length),
    );
    assert.ok(first.length >= 2);
    const words = textOf(first[1] ?? assert.fail());
    assert.ok(words !== '' && PLAIN.startsWith(words), words);
    assert.ok(first.every(({ speech_final, from_finalize }) => !speech_final && !from_finalize));
    assert.equal(transcriptIn(messages), `${PLAIN} somebody is at the front door`);
    const { messages: without } = await hearAll(emulator, both);
    assert.ok(resultsIn(without).every(({ is_final }) => is_final));
  });

  it('understands what was said as it was written', async () => {
    const { messages } = await hearAll(emulator, both, `${RAW}&smart_format=true`);
    assert.equal(transcriptIn(messages), `${SENTENCE} ${OTHER}`);
    const [word] = finalsIn(messages)[0]?.channel.alternatives[0]?.words ?? [];
    assert.deepEqual([word?.word, word?.punctuated_word, typeof word?.confidence], ['the', 'The', 'number']);
  });

  it('has the shape of the wire', async () => {
    const query = `${RAW}&model=nova-3&extra=job:7&diarize=true`;
    const { messages } = await hearAll(emulator, both, query);
    const [result] = finalsIn(messages);
    assert.deepEqual(Object.keys(result ?? {}), [
      ...['type', 'channel_index', 'duration', 'start', 'is_final', 'speech_final', 'channel', 'metadata'],
      'from_finalize',
    ]);
    const { request_id, model_info, extra, diarize_info } = result?.metadata ?? {};
    assert.equal(request_id, emulator.sockets.at(-1)?.requestId);
    assert.deepEqual(
      [(model_info as { name: string }).name, extra, (diarize_info as { arch: string }).arch],
      ['general-nova-3', { job: '7' }, 'v1'],
    );
  });

  it('says at its end what it was: its length, its channels, its hash', async () => {
    const { messages } = await hearAll(emulator, both);
    const metadata = messages.at(-1);
    assert.deepEqual(
      [metadata?.type, metadata?.channels, metadata?.sha256, metadata?.transaction_key],
      ['Metadata', 1, createHash('sha256').update(both).digest('hex'), 'deprecated'],
    );
    assert.ok(Math.abs(Number(metadata?.duration) - secondsOf(both)) < 0.001);
  });

  it('says so of a stream without audio as well', async () => {
    const { messages, closed } = await hearAll(emulator, Buffer.alloc(0));
    const [metadata, ...others] = messages;
    assert.deepEqual(others, []);
    assert.deepEqual(
      [metadata?.type, metadata?.duration, metadata?.channels, metadata?.models, closed.code],
      ['Metadata', 0, 0, undefined, 1000],
    );
  });

  it('ends a stretch after as much silence as it is told', async () => {
    const pause = (seconds: number): Buffer => Buffer.concat([one, silence(seconds), two, silence(2)]);
    const counts: number[] = [];
    for (const seconds of [0.3, 1]) {
      const { messages } = await hearAll(emulator, pause(seconds), `${RAW}&endpointing=700`);
      counts.push(finalsIn(messages).filter((result) => textOf(result) !== '').length);
      assert.equal(transcriptIn(messages), `${PLAIN} somebody is at the front door`);
    }
    assert.deepEqual(counts, [1, 2]);
  });

  it('ends none where endpointing is off, but for those that are too long', async () => {
    const { messages } = await hearAll(emulator, both, `${RAW}&endpointing=false`);
    const finals = finalsIn(messages);
    assert.ok(finals.slice(0, -1).every(({ speech_final, duration }) => !speech_final && duration >= 4.9));
    assert.equal(transcriptIn(messages), `${PLAIN} somebody is at the front door`);
  });

  it('cuts long speech into several finals, of which the last ends it', async () => {
    const { messages } = await hearAll(
      emulator,
      Buffer.concat([long, silence(2)]),
      `${RAW}&endpointing=1000&punctuate=true`,
    );
    const spoken = finalsIn(messages).filter((result) => textOf(result) !== '');
    assert.ok(spoken.length > 1);
    assert.equal(spoken.map(textOf).join(' '), LONG);
    assert.deepEqual(
      finalsIn(messages).flatMap(({ speech_final }, index) => (speech_final ? [index] : [])).length,
      2,
    );
  });

  it('goes on saying that there is nothing in silence and in noise', async () => {
    const noise = await convert(['-t', '11', '-ar', '16000', '-ac', '1', '-f', 's16le'], 'anoisesrc=a=0.3');
    for (const audio of [silence(11), noise]) {
      const { messages } = await hearAll(emulator, audio);
      const finals = finalsIn(messages);
      assert.ok(finals.length >= 2);
      for (const { channel } of finals) {
        assert.deepEqual(channel.alternatives, [{ transcript: '', confidence: 0, words: [] }]);
      }
    }
  });

  it('says when speech begins where that is wanted', async () => {
    const { messages } = await hearAll(emulator, both, `${RAW}&vad_events=true`);
    const starts = messages.filter(({ type }) => type === 'SpeechStarted');
    assert.ok(starts.length >= 2);
    assert.deepEqual(starts[0]?.channel, [0, 1]);
    assert.ok(Math.abs(Number(starts[0]?.timestamp) - 0.5) < 0.1);
    assert.ok(
      messages.indexOf(starts[0] ?? assert.fail()) < messages.findIndex(({ type }) => type === 'Results'),
    );
  });

  it('says when an utterance ends: after a gap between words, where interim results are on', async () => {
    const query = `${RAW}&interim_results=true&utterance_end_ms=1200`;
    const { messages } = await hearAll(emulator, both, query);
    const ends = messages.filter(({ type }) => type === 'UtteranceEnd');
    const last = finalsIn(messages)[0]?.channel.alternatives[0]?.words.at(-1)?.end;
    assert.deepEqual(ends[0], { type: 'UtteranceEnd', channel: [0, 1], last_word_end: last });
    assert.equal(ends.length, 2);
    const { messages: without } = await hearAll(emulator, both, `${RAW}&utterance_end_ms=1200`);
    assert.ok(without.every(({ type }) => type !== 'UtteranceEnd'));
  });

  it('has final what an UtteranceEnd ends, where no pause does', async () => {
    const query = `${RAW}&interim_results=true&utterance_end_ms=1000&endpointing=false`;
    const { messages } = await hearAll(emulator, Buffer.concat([one, silence(3)]), query);
    const end = messages.findIndex(({ type }) => type === 'UtteranceEnd');
    assert.equal(transcriptIn(messages.slice(0, end)), PLAIN);
  });

  it('says -1 of an utterance that is over already, where it does as the documentation says', async () => {
    const documented = await startEmulator({ listenStream: { utteranceEnd: '-1' } });
    try {
      const query = `${RAW}&interim_results=true&utterance_end_ms=1000`;
      const { messages } = await hearAll(documented, both, query);
      assert.deepEqual(
        messages.filter(({ type }) => type === 'UtteranceEnd').map(({ last_word_end }) => last_word_end),
        [-1, -1],
      );
    } finally {
      await documented.close();
    }
  });

  it('tells speakers apart', async () => {
    const audio = Buffer.concat([both, one, silence(1)]);
    const { messages } = await hearAll(emulator, audio, `${RAW}&diarize_model=latest`);
    const speakers = finalsIn(messages).flatMap(({ channel }) =>
      (channel.alternatives[0]?.words ?? []).map(({ speaker }) => speaker),
    );
    assert.deepEqual([...new Set(speakers)], [0, 1]);
    assert.deepEqual([speakers.at(0), speakers.at(-1)], [0, 0]);
    const [word] = finalsIn(messages)[0]?.channel.alternatives[0]?.words ?? [];
    assert.equal(word?.speaker_confidence, undefined);
  });

  it('hears each channel on its own', async () => {
    const pair = await convert(
      ['-filter_complex', '[0][1]amerge=inputs=2', '-ar', '16000', '-f', 's16le'],
      await convert(['-f', 'wav'], await wavOf(Buffer.concat([one, silence(3)]))),
      await convert(['-f', 'wav'], await wavOf(Buffer.concat([silence(1), two, silence(3)]))),
    );
    const { messages } = await hearAll(emulator, pair, `${RAW}&channels=2&multichannel=true&vad_events=true`);
    const textAt = (index: number): string =>
      transcriptIn(finalsIn(messages).filter(({ channel_index }) => channel_index[0] === index));
    assert.deepEqual([textAt(0), textAt(1)], [PLAIN, 'somebody is at the front door']);
    assert.ok(resultsIn(messages).every(({ channel_index }) => channel_index[1] === 2));
    assert.deepEqual(messages.find(({ type }) => type === 'SpeechStarted')?.channel, [0, 2]);
    assert.equal(messages.at(-1)?.channels, 2);
  });

  it('makes words of what is said when it is told to finalize, and goes on', async () => {
    const live = await openLive(emulator);
    const half = Math.round(one.length / 4) * 2;
    sendAudio(live, one.subarray(0, half));
    live.say({ type: 'Finalize' });
    const first = finalsIn([await live.next('Results')])[0] ?? assert.fail();
    assert.deepEqual([first.from_finalize, first.is_final, first.speech_final], [true, true, true]);
    assert.ok(textOf(first) !== '' && PLAIN.startsWith(textOf(first)));
    assert.ok(Math.abs(first.duration - secondsOf(one.subarray(0, half))) < 0.001);
    sendAudio(live, Buffer.concat([one.subarray(half), silence(1)]));
    live.say({ type: 'CloseStream' });
    await live.closed;
    assert.equal(transcriptIn(said(live)), PLAIN);
  });

  it('answers a Finalize of nothing with nothing', async () => {
    const live = await openLive(emulator);
    live.say({ type: 'Finalize' });
    live.say({ type: 'CloseStream' });
    await live.closed;
    assert.deepEqual(live.types(), ['Metadata']);
  });

  it('finalizes one channel where one is named', async () => {
    const live = await openLive(emulator, `${RAW}&channels=2&multichannel=true`);
    sendAudio(live, silence(1));
    live.say({ type: 'Finalize', channel: 1 });
    const result = finalsIn([await live.next('Results')])[0] ?? assert.fail();
    assert.deepEqual([result.channel_index, result.from_finalize], [[1, 2], true]);
    live.say({ type: 'CloseStream' });
    await live.closed;
    assert.equal(resultsIn(said(live)).length, 2);
  });

  it('leaves from_finalize out where it is told to', async () => {
    const silent = await startEmulator({ listenStream: { finalize: 'silent' } });
    try {
      const live = await openLive(silent);
      sendAudio(live, silence(1));
      live.say({ type: 'Finalize' });
      const result = finalsIn([await live.next('Results')])[0];
      assert.equal(result?.from_finalize, false);
    } finally {
      await silent.close();
    }
  });

  it('does not answer a KeepAlive, and takes a binary one for audio', async () => {
    const live = await openLive(emulator);
    live.say({ type: 'KeepAlive' });
    live.websocket.send(Buffer.from('{"type":"KeepAlive"}'));
    live.say({ type: 'CloseStream' });
    await live.closed;
    const { received, messages } = emulator.sockets.at(-1) ?? assert.fail();
    assert.deepEqual(
      [received.count, received.bytes, messages.map(({ type }) => type)],
      [1, 20, ['KeepAlive', 'CloseStream']],
    );
    assert.ok(Math.abs(Number(said(live).at(-1)?.duration) - 0.000625) < 1e-6);
  });

  it('answers what it does not know with an Error, and goes on', async () => {
    const live = await openLive(emulator);
    live.websocket.send('{"type":"Reset"}');
    const error = await live.next('Error');
    assert.equal(error.variant, 'SchemaError');
    assert.match(
      String(error.description),
      /^Could not deserialize last text message: unknown variant `Reset`, expected one of `CloseStream`/,
    );
    assert.equal(error.message, '{"type":"Reset"}');
    live.websocket.send('neither JSON nor audio');
    assert.match(String((await live.next('Error')).description), /expected value/);
    live.say({ type: 'CloseStream' });
    assert.equal((await live.closed).code, 1000);
  });

  it('changes keyterms and numerals of a Nova-3 stream', async () => {
    const number = await sayRaw(emulator, 'There are seven kettles.');
    const live = await openLive(emulator, `${RAW}&model=nova-3`);
    const request_id = live.headers['dg-request-id'];
    live.say({ type: 'Configure', keyterms: ['kettle', 'cat'], numerals: true });
    assert.deepEqual(await live.next('ConfigureSuccess'), {
      type: 'ConfigureSuccess',
      request_id,
      keyterms: ['kettle', 'cat'],
    });
    live.say({ type: 'Configure', keyterms: 'kettle' });
    assert.equal((await live.next('ConfigureFailure')).request_id, request_id);
    sendAudio(live, number);
    live.say({ type: 'CloseStream' });
    await live.closed;
    assert.equal(transcriptIn(said(live)), 'there are 7 kettles');
  });

  it('understands a stream that begins in the middle of what was said', async () => {
    for (const from of [0.7, 1.2]) {
      const rest = both.subarray(2 * Math.round((0.5 + from) * 16_000));
      const { messages } = await hearAll(emulator, rest);
      const [first = ''] = finalsIn(messages).map(textOf);
      assert.ok(first.length > 8 && PLAIN.endsWith(first), `${from}: ${first}`);
    }
  });

  it('understands on both sides of a gap', async () => {
    const at = (share: number): number => 2 * Math.round((long.length * share) / 2);
    const audio = Buffer.concat([long.subarray(0, at(0.3)), long.subarray(at(0.5)), silence(1)]);
    const { messages } = await hearAll(emulator, audio, `${RAW}&punctuate=true`);
    const text = transcriptIn(messages);
    assert.ok(text.startsWith('The kettle is on, the cat') && text.endsWith('at half past seven.'), text);
    assert.ok(text.length < 0.9 * LONG.length);
  });

  it('takes each word once when it is cut and goes on where its last final ended', async () => {
    const whole = Buffer.concat([long, silence(1)]);
    const { messages } = await hearAll(emulator, whole, `${RAW}&punctuate=true`);
    for (const { start, duration } of finalsIn(messages).slice(0, 3)) {
      const cut = 2 * Math.round((start + duration) * 16_000);
      const before = await hearAll(emulator, whole.subarray(0, cut), `${RAW}&punctuate=true`);
      const behind = await hearAll(emulator, whole.subarray(cut), `${RAW}&punctuate=true`);
      assert.equal(`${transcriptIn(before.messages)} ${transcriptIn(behind.messages)}`.trim(), LONG);
    }
  });

  it('understands sentences with nothing between them', async () => {
    const sentences = Array.from(
      { length: 6 },
      (_, at) => `Here is sentence ${'abcdef'[at]}, and the ${at % 2 ? 'snow' : 'fog'} stays.`,
    );
    const spoken: Buffer[] = [];
    for (const sentence of sentences) spoken.push(await sayRaw(emulator, sentence));
    const { messages } = await hearAll(emulator, Buffer.concat(spoken), `${RAW}&punctuate=true`);
    assert.equal(transcriptIn(messages), sentences.join(' '));
  });

  it('understands what was said after it was opened', async () => {
    const live = await openLive(emulator, `${RAW}&punctuate=true`);
    sendAudio(live, silence(1));
    const later = 'This was said only now.';
    sendAudio(live, Buffer.concat([await sayRaw(emulator, later), silence(1)]));
    live.say({ type: 'CloseStream' });
    await live.closed;
    assert.equal(transcriptIn(said(live)), later);
  });

  it('understands a short word with silence around it', async () => {
    const yes = await sayRaw(emulator, 'Yes.');
    const audio = Buffer.concat([silence(0.5), yes, silence(1.5), yes, silence(1.5)]);
    const { messages } = await hearAll(emulator, audio);
    assert.equal(transcriptIn(messages), 'yes yes');
  });

  it('keeps streams apart', async () => {
    const heard = await Promise.all(
      Array.from({ length: 10 }, (_, index) => hearAll(emulator, index % 2 ? one : two)),
    );
    for (const [index, { messages }] of heard.entries()) {
      assert.equal(transcriptIn(messages), index % 2 ? PLAIN : 'somebody is at the front door');
    }
  });

  it('is recorded: audio, texts in order, when they came', async () => {
    const live = await openLive(emulator);
    sendAudio(live, one);
    for (const type of ['KeepAlive', 'Finalize', 'KeepAlive', 'CloseStream']) live.say({ type });
    const socket = await emulator.waitForSocketEnd(
      ({ requestId }) => requestId === live.headers['dg-request-id'],
    );
    assert.deepEqual(
      socket.messages.map(({ type }) => type),
      ['KeepAlive', 'Finalize', 'KeepAlive', 'CloseStream'],
    );
    assert.ok(socket.messages.every(({ at }) => at >= socket.at && at <= Date.now()));
    const { bytes, count, empty, frames, audio } = socket.received;
    assert.deepEqual(
      [bytes, count, empty, frames.length],
      [one.length, Math.ceil(one.length / 640), 0, count],
    );
    assert.ok(audio.equals(one));
    assert.deepEqual(socket.sent.at(-1)?.type, 'Metadata');
  });
});

function wavOf(raw: Buffer): Promise<Buffer> {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(raw.length + 36, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  for (const [value, at] of [
    [16, 16],
    [16_000, 24],
    [32_000, 28],
    [raw.length, 40],
  ] as const)
    header.writeUInt32LE(value, at);
  for (const [value, at] of [
    [1, 20],
    [1, 22],
    [2, 32],
    [16, 34],
  ] as const)
    header.writeUInt16LE(value, at);
  header.write('data', 36, 'latin1');
  return Promise.resolve(Buffer.concat([header, raw]));
}
