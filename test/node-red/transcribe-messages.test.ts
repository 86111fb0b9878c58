import assert from 'node:assert/strict';
import type { Emulator } from '../../emulator/server.js';
import { type Ledger, openLedger } from '../helpers/ledger.js';
import type { NodeRed, Received } from '../helpers/node-red.js';
import { say, silence, stereo } from '../helpers/recordings.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import { type TranscribeFlowOptions, transcribeFlow } from '../helpers/transcribe-flow.js';

const TEXT = 'The washing machine is done. It would like to be emptied.';
const OTHER = 'Thank you, somebody will come down in a minute.';

describe('deepgram-transcribe, messages', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let ledger: Ledger;
  let wav: Buffer;
  let call: Buffer;

  before(async () => {
    [nodeRed, emulator] = await Promise.all([sharedNodeRed(), sharedEmulator()]);
    wav = await say(emulator, TEXT);
    call = stereo(wav, await say(emulator, OTHER));
  });

  async function given(
    options: Partial<TranscribeFlowOptions> = {},
    warmUp: object = { payload: wav },
  ): Promise<void> {
    await nodeRed.deploy(transcribeFlow({ url: emulator.url, ...options }));
    ledger = await openLedger(nodeRed, warmUp);
  }

  async function hear(message: object): Promise<Received> {
    const { outputs, error } = await ledger.say(message);
    assert.equal(error, undefined);
    assert.equal(outputs.length, 1);
    const [output] = outputs;
    assert.ok(output);
    return output;
  }

  const asked = () => Object.fromEntries(emulator.requests.at(-1)?.query ?? []);

  describe('with nothing set but an account', () => {
    before(() => given());
    after(() => ledger.balance());

    it('replace audio by its text, tell about it, and keep everything else', async () => {
      const message = {
        _msgid: 'mine',
        payload: wav,
        contentType: 'audio/wav',
        topic: 'kept',
        n: { m: [1] },
      };
      const { deepgram = {}, ...rest } = await hear(message);
      assert.deepEqual(rest, { _msgid: 'mine', payload: TEXT, topic: 'kept', n: { m: [1] } });
      const { requestId, duration, confidence, totalMs, ...told } = deepgram;
      assert.equal(requestId, emulator.requests.at(-1)?.requestId);
      assert.deepEqual(told, { model: 'general-nova-3', channels: 1 });
      assert.ok(Number(duration) > 2 && Number(duration) < 6, `${duration} s`);
      assert.ok(Number(confidence) > 0.8 && Number(confidence) <= 1);
      assert.ok(Number(totalMs) > 0);
      assert.deepEqual(asked(), { model: 'nova-3', smart_format: 'true' });
    });

    it('take what would command the nodes behind out, as all nodes do', async () => {
      const message = await hear({ payload: wav, action: 'subscribe', complete: true, reset: false });
      assert.deepEqual(
        ['action', 'complete', 'reset'].filter((name) => name in message),
        [],
      );
    });

    it('let silence be an empty text, and no error', async () => {
      const { payload, deepgram } = await hear({ payload: silence(2) });
      assert.equal(payload, '');
      assert.deepEqual([deepgram?.duration, deepgram?.confidence], [2, 0]);
    });

    it('have a line for each channel, where channels are told apart', async () => {
      const { payload, deepgram } = await hear({
        payload: call,
        deepgramOptions: { multichannel: true },
      });
      assert.equal(payload, `${TEXT}\n${OTHER}`);
      assert.equal(deepgram?.channels, 2);
    });

    it('give parameters for themselves, and only for themselves; null takes one away', async () => {
      const deepgramOptions = { model: 'nova-2', smart_format: null, language: 'en', tag: ['a', 'b'] };
      const { deepgram } = await hear({ payload: wav, deepgramOptions });
      const { query } = emulator.requests.at(-1) ?? {};
      assert.deepEqual([...(query ?? [])].sort(), [
        ['language', 'en'],
        ['model', 'nova-2'],
        ['tag', 'a'],
        ['tag', 'b'],
      ]);
      assert.deepEqual([deepgram?.model, deepgram?.language], ['2-general-nova', 'en']);
      await hear({ payload: wav });
      assert.deepEqual(asked(), { model: 'nova-3', smart_format: 'true' });
    });

    it('are told the language that was detected', async () => {
      const { deepgram } = await hear({ payload: wav, deepgramOptions: { detect_language: true } });
      assert.equal(deepgram?.language, 'en');
    });

    it('take bare samples, where the parameters say what they are', async () => {
      const deepgramOptions = { encoding: 'linear16', sample_rate: 24000 };
      assert.equal((await hear({ payload: wav.subarray(44), deepgramOptions })).payload, TEXT);
    });

    for (const encoding of ['mp3', 'opus', 'flac']) {
      it(`take ${encoding}, which they recognise by its first bytes and not by what they are told`, async () => {
        const audio = await say(emulator, TEXT, `encoding=${encoding}`);
        const { payload, contentType } = await hear({ payload: audio, contentType: 'text/plain' });
        assert.deepEqual([payload, contentType], [TEXT, undefined]);
        assert.match(String(emulator.requests.at(-1)?.headers['content-type']), /^audio\//);
      });
    }

    it('leave what arrived in any order with their own text', async () => {
      const texts = [
        'This is said by the door.',
        'And that at the window upstairs.',
        'Nothing from the cellar so far.',
      ];
      const audio = await Promise.all(texts.map((text) => say(emulator, text)));
      const { outputs } = await ledger.sayAll(audio.map((payload, n) => ({ payload, topic: texts[n] })));
      assert.deepEqual(
        outputs.map(({ payload }) => payload),
        outputs.map(({ topic }) => topic),
      );
      assert.equal(outputs.length, 3);
    });
  });

  describe('in the form that is set', () => {
    type Item = Record<string, unknown>;
    const hearAs = async (result: string, message: object = {}, transcribe: object = {}) => {
      await given({ transcribe: { result, ...transcribe } });
      const output = await hear({ payload: wav, ...message });
      const query = asked();
      await ledger.balance();
      return Object.assign(output, { query });
    };

    for (const keepResponse of [false, true]) {
      const also = keepResponse ? ', also where it is to be kept' : '';
      it(`response: are the whole answer of Deepgram, and hold it once${also}`, async () => {
        const { payload, deepgram } = await hearAs('response', {}, { keepResponse });
        const { metadata, results } = payload as { metadata: Item; results: { channels: Item[] } };
        assert.equal(metadata.request_id, deepgram?.requestId);
        assert.equal(results.channels.length, 1);
        assert.ok(!('response' in (deepgram ?? {})));
      });
    }

    it('words: are a list of words with their times', async () => {
      const { payload } = await hearAs('words');
      const words = payload as { punctuated_word: string; start: number; end: number }[];
      assert.equal(words.map((word) => word.punctuated_word).join(' '), TEXT);
      assert.ok(words.every(({ start, end }) => end > start));
    });

    it('utterances: ask for them, and are a list', async () => {
      const { payload, query } = await hearAs('utterances');
      assert.equal(query.utterances, 'true');
      assert.equal((payload as Item[]).map(({ transcript }) => transcript).join(' '), TEXT);
    });

    it('paragraphs: ask for them, and are a list', async () => {
      const { payload, query } = await hearAs('paragraphs');
      assert.equal(query.paragraphs, 'true');
      const sentences = (payload as { sentences: { text: string }[] }[]).flatMap((one) => one.sentences);
      assert.equal(sentences.map(({ text }) => text).join(' '), TEXT);
    });

    it('speakers: have them told apart, and are a line per turn', async () => {
      const { payload, query } = await hearAs('speakers');
      assert.equal(query.diarize_model, 'latest');
      assert.equal(payload, `Speaker 1: ${TEXT}`);
    });

    it('speakers: take channels for speakers, in order of time', async () => {
      const deepgramOptions = { multichannel: true };
      const { payload, query } = await hearAs('speakers', { payload: call, deepgramOptions });
      assert.equal(query.diarize_model, undefined);
      const lines = String(payload).split('\n');
      assert.match(lines[0] ?? '', /^Speaker [12]: /);
      assert.deepEqual([...new Set(lines.map((line) => line.slice(0, 9)))].sort(), [
        'Speaker 1',
        'Speaker 2',
      ]);
    });

    it('srt: are captions', async () => {
      const { payload } = await hearAs('srt');
      assert.match(
        String(payload),
        /^1\n00:00:0\d,\d{3} --> 00:00:0\d,\d{3}\nThe washing machine is done\. /,
      );
    });

    it('vtt: are captions', async () => {
      const { payload } = await hearAs('vtt');
      assert.match(String(payload), /^WEBVTT\n\n00:00:0\d\.\d{3} --> 00:00:0\d\.\d{3}\nThe washing machine /);
    });

    for (const [result, option] of [
      ['utterances', 'utterances'],
      ['paragraphs', 'paragraphs'],
      ['speakers', 'diarize'],
    ] as const) {
      it(`${result}: respect a user who says that ${option} is false`, async () => {
        const { query } = await hearAs(result, {}, { params: { [option]: false } });
        assert.deepEqual(query, { model: 'nova-3', [option]: 'false' });
      });
    }
  });

  describe('put the result where it is to go', () => {
    it('at a path, beside what is there, and leave the audio and its type where they are', async () => {
      await given({ transcribe: { output: 'call.text' } });
      const call = { from: 'Ann' };
      const message = await hear({ payload: wav, contentType: 'audio/wav', call });
      assert.deepEqual(message.call, { from: 'Ann', text: TEXT });
      assert.equal(message.contentType, 'audio/wav');
      assert.ok(wav.equals(message.payload as Buffer));
      await ledger.balance();
    });

    it('over audio that was read at a path', async () => {
      const transcribe = { audio: 'mail.attachment', output: 'mail.attachment' };
      await given({ transcribe }, { mail: { attachment: wav } });
      const message = await hear({ payload: 1, mail: { attachment: wav }, contentType: 'audio/wav' });
      assert.deepEqual([message.payload, message.mail], [1, { attachment: TEXT }]);
      assert.equal(message.contentType, undefined);
      await ledger.balance();
    });

    it('with the whole answer beside it, where it is asked for', async () => {
      await given({ transcribe: { keepResponse: true } });
      const { payload, deepgram } = await hear({ payload: wav });
      assert.equal(payload, TEXT);
      const { response, requestId } = deepgram ?? {};
      assert.equal((response as { metadata?: Received } | undefined)?.metadata?.request_id, requestId);
      await ledger.balance();
    });

    it('below something that is no object: CONFIG, before anything is sent', async () => {
      await nodeRed.deploy(transcribeFlow({ url: emulator.url, transcribe: { output: 'topic.text' } }));
      const { length } = emulator.requests;
      nodeRed.send('in', { payload: wav, topic: 'a text' });
      const [caught] = await nodeRed.until('caught');
      assert.equal((caught?.error as { code: string } | undefined)?.code, 'CONFIG');
      assert.equal(emulator.requests.length, length);
    });
  });
});
