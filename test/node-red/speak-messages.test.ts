import assert from 'node:assert/strict';
import type { Emulator } from '../../emulator/server.js';
import { type Ledger, openLedger } from '../helpers/ledger.js';
import type { NodeRed, Received } from '../helpers/node-red.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import { onTab, type SpeakFlowOptions, speakFlow } from '../helpers/speak-flow.js';

const RAW = { encoding: 'linear16', container: 'none' };

describe('deepgram-speak, messages', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let ledger: Ledger;

  before(async () => {
    [nodeRed, emulator] = await Promise.all([sharedNodeRed(), sharedEmulator()]);
  });
  beforeEach(() => emulator.clearFaults());

  async function given(
    speak: Record<string, unknown> = {},
    more: SpeakFlowOptions['more'] = [],
  ): Promise<void> {
    await nodeRed.deploy(speakFlow({ url: emulator.url, speak, more }));
    ledger = await openLedger(nodeRed, { payload: 'Ready.', text: 'Ready.', doc: { text: 'Ready.' } });
  }

  async function spoken(message: object): Promise<Received> {
    const { outputs, error } = await ledger.say(message);
    assert.equal(error, undefined);
    assert.equal(outputs.length, 1);
    return outputs[0] ?? {};
  }

  const lastQuery = () => emulator.requests.at(-1)?.query ?? new URLSearchParams();
  const lastText = () => JSON.parse(emulator.requests.at(-1)?.body ?? '{}').text;

  it('passes on everything it is not documented to write', async () => {
    await given();
    const extra = {
      topic: 't',
      _msgid: 'abc',
      headers: { a: 1 },
      duration: 'mine',
      list: [1, { b: 2 }],
    };
    const { payload, contentType, deepgram, ...rest } = await spoken({ payload: 'Hello.', ...extra });
    assert.deepEqual(rest, extra);
    assert.ok(Buffer.isBuffer(payload));
    assert.equal(contentType, 'audio/mpeg');
    assert.equal(typeof deepgram, 'object');
  });

  it('tells what was spoken, in what, for how long, and by which request', async () => {
    await given();
    const { deepgram } = await spoken({ payload: 'Hello, world.' });
    const { requestId, modelUuid, duration, durationText, firstByteMs, totalMs, ...rest } = deepgram ?? {};
    assert.deepEqual(rest, {
      ...{ model: 'aura-2-thalia-en', encoding: 'mp3', sampleRate: 22050, bitRate: 48000 },
      ...{ characters: 13, extension: 'mp3', requests: 1 },
    });
    assert.equal(requestId, emulator.requests.at(-1)?.requestId);
    assert.match(String(modelUuid), /^[0-9a-f-]{36}$/);
    assert.ok(Number(duration) > 0.4 && Number(duration) < 3);
    assert.equal(durationText, '00:00:01');
    assert.ok(Number(firstByteMs) > 0 && Number(totalMs) >= Number(firstByteMs));
  });

  it('takes out what would command the nodes behind: action, reset, complete', async () => {
    await given();
    const message = await spoken({ payload: 'Hello.', action: 'connect', reset: false, complete: true });
    assert.deepEqual(
      ['action', 'reset', 'complete'].filter((name) => name in message),
      [],
    );
  });

  it('turns the parts of a sequence of strings into parts of Buffers', async () => {
    await given();
    const parts = { id: 'x', index: 0, count: 2, type: 'string', ch: '\n' };
    assert.deepEqual((await spoken({ payload: 'Hello.', parts })).parts, {
      ...parts,
      type: 'buffer',
      ch: '',
    });
  });

  it('reads text from a path, and puts audio at another one, leaving the text where it was', async () => {
    await given({ text: 'doc.text', output: 'doc.audio' });
    const { doc } = await spoken({ doc: { text: 'From a path.', kept: true } });
    const { audio, ...rest } = doc as Record<string, unknown>;
    assert.equal(lastText(), 'From a path.');
    assert.deepEqual(rest, { text: 'From a path.', kept: true });
    assert.ok(Buffer.isBuffer(audio));
  });

  for (const [name, payload, text] of [
    ['a number', 42.5, '42.5'],
    ['a Buffer of UTF-8 text', Buffer.from('Grüß Gott.'), 'Grüß Gott.'],
    ['half a surrogate pair', 'a\ud800b', 'a\ufffdb'],
  ] as const) {
    it(`speaks ${name}`, async () => {
      await given();
      await spoken({ payload });
      assert.equal(lastText(), text);
    });
  }

  it('reads text and voice by JSONata, environment and context as well', async () => {
    const more = [
      {
        ...onTab('set', 'function'),
        func: "flow.set('voice', 'flux-kit-en'); return msg;",
        wires: [['speak']],
        outputs: 1,
      },
      { ...onTab('start', 'test-source'), wires: [['set']] },
    ];
    await given(
      { text: '"You said " & payload', textType: 'jsonata', model: 'voice', modelType: 'flow' },
      more,
    );
    nodeRed.send('start', { payload: 'hello' });
    await nodeRed.untilSome('out', ({ deepgram }) => deepgram?.model === 'flux-kit-en');
    assert.equal(lastText(), 'You said hello');
    assert.equal(emulator.requests.at(-1)?.path, '/v2/speak');
  });

  describe('with options', () => {
    it('lets the message win over the node, and null take a parameter away', async () => {
      await given({ params: { encoding: 'mulaw', container: 'none', sample_rate: 16000 } });
      await spoken({
        payload: 'Hello.',
        deepgramOptions: { encoding: 'mp3', container: null, sample_rate: null },
      });
      assert.equal(`${lastQuery()}`, 'model=aura-2-thalia-en&encoding=mp3');
    });

    it('picks another voice for one message, and forgets it with the next', async () => {
      await given();
      await spoken({ payload: 'Hallo.', deepgramOptions: { model: 'aura-2-viktoria-de' } });
      assert.equal(lastQuery().get('model'), 'aura-2-viktoria-de');
      await spoken({ payload: 'Hello.' });
      assert.equal(lastQuery().get('model'), 'aura-2-thalia-en');
    });

    it('repeats a parameter for each item of a list, and does not send what is blank', async () => {
      await given({ params: { encoding: 'mp3', bit_rate: '', tag: ['a', 'b'], mip_opt_out: true } });
      await spoken({ payload: 'Hello.' });
      assert.equal(`${lastQuery()}`, 'model=aura-2-thalia-en&encoding=mp3&tag=a&tag=b&mip_opt_out=true');
    });

    it('sends parameters that it does not know: the API may be newer', async () => {
      await given();
      await ledger.say({ payload: 'Hello.', deepgramOptions: { warmth: 'high' } });
      assert.equal(lastQuery().get('warmth'), 'high');
    });
  });

  describe('in parts', () => {
    const joined = [
      { ...onTab('join', 'join'), mode: 'auto', build: 'object', wires: [['joined']] },
      onTab('joined', 'test-sink'),
    ];

    it('passes a piece on when it arrives, long before the audio has ended', async () => {
      await given({ result: 'parts', params: RAW });
      const held = emulator.fault({ kind: 'hold', afterBytes: 20_000 });
      ledger.post({ payload: 'A sentence whose end is held back for a while.' });
      await held.reached;
      const [first] = (await nodeRed.until('out', nodeRed.received('completed').length + 1)).slice(-1);
      assert.ok(((first?.payload as Buffer)?.length ?? 0) > 0);
      held.release();
      await nodeRed.untilSome(
        'out',
        ({ complete, deepgram }) => complete === true && Number(deepgram?.characters) > 20,
      );
    });

    for (const params of [RAW, { encoding: 'linear16' }, { encoding: 'mp3' }]) {
      it(`is put together by a Join node in automatic mode: ${JSON.stringify(params)}`, async () => {
        await given({ params });
        const whole = (await spoken({ payload: 'One sentence, in parts.' })).payload as Buffer;
        await given({ params, result: 'parts', wires: [['out', 'join']] }, joined);
        const outer = { id: 'outer', index: 3 };
        const { outputs } = await ledger.say({ payload: 'One sentence, in parts.', parts: outer });
        const all = await nodeRed.until('joined', 2);
        const bytes = all[1]?.payload as Buffer;
        // In parts, a WAV header can't know the sizes yet.
        const from = params === RAW || params.encoding === 'mp3' ? 0 : 44;
        assert.ok(bytes.subarray(from).equals(whole.subarray(from)));
        const indices = outputs.map(({ parts }) => (parts as { index: number }).index);
        assert.deepEqual(
          indices,
          indices.map((_, index) => index),
        );
        const last = outputs.at(-1) ?? {};
        assert.equal((last.parts as { count?: number }).count, outputs.length);
        assert.equal(last.complete, true);
        assert.ok(
          outputs.slice(0, -1).every(({ complete, parts }) => !complete && !('count' in (parts as object))),
        );
        assert.deepEqual((last.parts as { parts?: unknown }).parts, outer);
      });
    }
  });

  it('says what it does by its status, on change only', async () => {
    await given();
    await spoken({ payload: 'Hello.' });
    await nodeRed.untilTrue(() => nodeRed.received('status').length >= 4);
    const shown = nodeRed.received('status').map(({ status }) => {
      const { fill, shape, text } = status as { fill: string; shape: string; text: string };
      return `${fill} ${shape} ${text.replace(/[\d.]+/, 'N')}`;
    });
    assert.deepEqual(shown, [
      'blue dot speaking',
      'green dot spoke N s',
      'blue dot speaking',
      'green dot spoke N s',
    ]);
  });
});
