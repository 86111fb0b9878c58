import assert from 'node:assert/strict';
import type { Emulator } from '../../emulator/server.js';
import type { NodeRed } from '../helpers/node-red.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import { onTab } from '../helpers/speak-flow.js';
import {
  type Asked,
  noteAsked,
  partsOf,
  type SpeakStreamFlowOptions,
  speakStreamFlow,
  topicsOf,
  untilEnded,
  untilEvent,
  utterancesIn,
} from '../helpers/speak-stream-flow.js';

const SENTENCES = { flush: 'sentence', pause: 300 };

describe('deepgram-speak-stream, text', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let asked: Asked;

  before(async () => {
    [nodeRed, emulator] = await Promise.all([sharedNodeRed(), sharedEmulator()]);
  });
  afterEach(() => emulator.clearFaults());

  async function given(
    stream: Record<string, unknown> = {},
    more: Partial<SpeakStreamFlowOptions> = {},
  ): Promise<void> {
    emulator.clearFaults();
    await nodeRed.deploy(speakStreamFlow({ url: emulator.url, stream, ...more }));
    asked = noteAsked(emulator);
  }

  /** Sends messages to a node that was just deployed, and waits until all have ended well. */
  async function say(...messages: object[]): Promise<void> {
    nodeRed.send('in', ...messages);
    assert.deepEqual(await untilEnded(nodeRed, messages.length), []);
  }

  const words = (text: string) => text.split(/(?= )/).map((payload) => ({ payload }));

  describe('by sentence', () => {
    it('speaks each sentence when it has ended, the first at once', async () => {
      await given({ ...SENTENCES, pause: 60_000 });
      nodeRed.send('in', ...words('The kettle boils. Tea is'));
      await untilEvent(nodeRed, 'Flushed');
      assert.deepEqual(asked.texts, ['The kettle boils.']);
      nodeRed.send('in', ...words(' ready now. Come'));
      await untilEvent(nodeRed, 'Flushed', 2);
      assert.deepEqual(asked.texts, ['The kettle boils.', 'Tea is ready now.']);
    });

    it('speaks what is left after a pause, and counts the pause from the last text', async () => {
      await given(SENTENCES);
      const begun = Date.now();
      await say({ payload: 'No full stop' });
      assert.deepEqual(asked.texts, ['No full stop']);
      const said = asked.speeches[0]?.at ?? 0;
      assert.ok(said - begun >= 300, `${said - begun} ms`);
    });

    it('does not take abbreviations and decimals for ends of sentences', async () => {
      await given(SENTENCES);
      await say(...words('Dr. Smith paid 3.50 for it, e.g. on Mr. Doe. That is all. '));
      assert.deepEqual(asked.texts, ['Dr. Smith paid 3.50 for it, e.g. on Mr. Doe.', 'That is all.']);
    });

    it('speaks two sentences of one message one after the other', async () => {
      await given(SENTENCES);
      await say({ payload: 'The first one. And the second one. ' });
      assert.deepEqual(asked.texts, ['The first one.', 'And the second one.']);
      assert.equal(utterancesIn(nodeRed.received('out')).length, 2);
    });

    it('does so where nothing is set at all', async () => {
      await given({ flush: undefined });
      await say({ payload: 'One sentence. ' }, { payload: 'And the rest' });
      assert.deepEqual(asked.texts, ['One sentence.', 'And the rest']);
    });
  });

  it('by message: speaks after each message', async () => {
    await given();
    await say({ payload: 'One of' }, { payload: 'two parts' });
    assert.deepEqual(asked.texts, ['One of', 'two parts']);
  });

  describe('manual', () => {
    it('speaks only when told, and all that was given', async () => {
      await given({ flush: 'manual' });
      nodeRed.send('in', ...words('One. Two. Three.'));
      nodeRed.send('in', { action: 'flush' });
      await untilEnded(nodeRed, 4);
      assert.deepEqual(asked.texts, ['One. Two. Three.']);
    });

    it('completes a message only when its text has been spoken', async () => {
      await given({ flush: 'manual' });
      nodeRed.send('in', { payload: 'One.', topic: 'text' }, { payload: '', topic: 'nothing' });
      await untilEnded(nodeRed, 1);
      assert.deepEqual(
        nodeRed.received('completed').map(({ topic }) => topic),
        ['nothing'],
      );
      nodeRed.send('in', { action: 'flush' });
      await untilEnded(nodeRed, 3);
      assert.ok(nodeRed.received('completed').some(({ topic }) => topic === 'text'));
    });
  });

  it('keeps the white space between and in messages', async () => {
    await given({ flush: 'manual' });
    nodeRed.send('in', ...['Good', ' ', 'mor', 'ning', '\n', 'to  you.'].map((payload) => ({ payload })));
    nodeRed.send('in', { action: 'flush' });
    await untilEnded(nodeRed, 7);
    assert.deepEqual(asked.texts, ['Good morning\nto  you.']);
  });

  for (const [name, payload, text] of [
    ['a number', 42.5, '42.5'],
    ['a Buffer of UTF-8 text', Buffer.from('Grüß Gott.'), 'Grüß Gott.'],
    ['half a surrogate pair', 'a\ud800b', 'a\ufffdb'],
  ] as const) {
    it(`speaks ${name}`, async () => {
      await given();
      await say({ payload });
      assert.deepEqual(asked.texts, [text]);
    });
  }

  for (const [name, message] of [
    ['empty text', { payload: '' }],
    ['white space', { payload: ' \n\t' }],
    ['no payload', { topic: 'x' }],
    ['null', { payload: null }],
    ['an empty Buffer', { payload: Buffer.alloc(0) }],
  ] as const) {
    it(`${name} is complete without a sound`, async () => {
      await given();
      await say(message);
      assert.deepEqual(nodeRed.received('out'), []);
      assert.deepEqual(asked.sockets, []);
    });
  }

  for (const [name, payload, words] of [
    ['an object', { text: 'Hello.' }, /msg\.payload.*object/],
    ['an array', ['Hello.'], /msg\.payload.*array/],
    ['a boolean', true, /msg\.payload.*boolean/],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00]), /msg\.payload.*bytes/],
  ] as const) {
    it(`${name} is BAD_REQUEST, in words`, async () => {
      await given();
      nodeRed.send('in', { payload });
      const [error] = await untilEnded(nodeRed, 1);
      assert.equal(error?.code, 'BAD_REQUEST');
      assert.match(error?.message ?? '', words);
      assert.deepEqual(nodeRed.received('out'), []);
    });
  }

  it('reads text and voice from wherever they are set to be', async () => {
    const set = "flow.set('voice', 'aura-2-apollo-en'); return msg;";
    const more = [
      { ...onTab('start', 'test-source'), wires: [['set']] },
      { ...onTab('set', 'function'), func: set, outputs: 1, wires: [['stream']] },
    ];
    const stream = {
      ...{ text: '"You said " & doc.text', textType: 'jsonata', model: 'voice', modelType: 'flow' },
      output: 'doc.audio',
    };
    await given(stream, { more });
    nodeRed.send('start', { doc: { text: 'hello.', kept: 1 } });
    await untilEnded(nodeRed, 1);
    assert.deepEqual(asked.texts, ['You said hello.']);
    const [first = assert.fail()] = nodeRed.received('out');
    const { audio, ...doc } = first.doc as { audio: Buffer };
    assert.ok(Buffer.isBuffer(audio));
    assert.deepEqual(doc, { text: 'hello.', kept: 1 });
    assert.equal(partsOf(first).property, 'doc.audio');
    assert.equal(first.deepgram?.model, 'aura-2-apollo-en');
  });

  it('splits text over 2,000 characters, and loses nothing of it', async () => {
    const text = 'So it goes, on and on. '.repeat(95).trim();
    await given();
    await say({ payload: text });
    assert.ok(asked.texts.length > 1 && asked.texts.every(({ length }) => length <= 2000));
    assert.equal(asked.texts.join(' '), text);
  });

  describe('action', () => {
    it('flush: speaks what was given, and says when it has been spoken', async () => {
      await given({ flush: 'manual' });
      nodeRed.send('in', { payload: 'Hello there' }, { action: 'flush' });
      await untilEvent(nodeRed, 'reply-end');
      assert.deepEqual(asked.texts, ['Hello there']);
      assert.equal(utterancesIn(nodeRed.received('out'))[0]?.last?.complete, true);
    });

    for (const end of [{ action: 'flush' }, { complete: true }]) {
      it(`${JSON.stringify(end)} beside text: the text is spoken first, then the reply ends`, async () => {
        await given({ flush: 'manual' });
        await say({ payload: 'Hello ' }, { payload: 'world', ...end });
        assert.deepEqual(asked.texts, ['Hello world']);
        await untilEvent(nodeRed, 'reply-end');
      });
    }

    it('reply-end comes once for each reply, after all its sentences', async () => {
      await given(SENTENCES);
      await say({ payload: 'First. And second. ' }, { payload: 'Third', complete: true });
      await untilEvent(nodeRed, 'reply-end');
      const order = topicsOf(nodeRed).filter((topic) => topic === 'Flushed' || topic === 'reply-end');
      assert.deepEqual(order, ['Flushed', 'Flushed', 'Flushed', 'reply-end']);
    });

    it('no reply-end for what was not flushed by a message', async () => {
      await given(SENTENCES);
      await say({ payload: 'No one told me to end' });
      assert.ok(!topicsOf(nodeRed).includes('reply-end'));
    });

    it('clear: completes what was given, and no sound of it comes', async () => {
      await given({ flush: 'manual' });
      await say({ payload: 'Never said.' }, { payload: { any: 'thing' }, action: 'clear' });
      assert.deepEqual(nodeRed.received('out'), []);
      assert.deepEqual(asked.texts, []);
    });

    it('clear with nothing to be cleared is complete', async () => {
      await given();
      await say({ action: 'clear' }, { action: 'flush' }, { action: 'close' });
      assert.deepEqual(asked.sockets, []);
    });

    it('close: speaks what was given, says Close to Deepgram, and is complete when the socket is closed', async () => {
      await given({ flush: 'manual' });
      await say({ payload: 'The last words.' }, { action: 'close' });
      assert.deepEqual(asked.texts, ['The last words.']);
      const socket = await emulator.waitForSocketEnd((one) => one === asked.sockets[0]);
      assert.deepEqual(
        socket.messages.map(({ type }) => type),
        ['Speak', 'Flush', 'Close'],
      );
      assert.equal(socket.close?.code, 1000);
      assert.equal(utterancesIn(nodeRed.received('out'))[0]?.last?.complete, true);
      await untilEvent(nodeRed, 'close');
    });

    it('text that comes after close is spoken', async () => {
      await given();
      await say({ payload: 'Before.' }, { action: 'close' }, { payload: 'After.' });
      assert.deepEqual(asked.texts, ['Before.', 'After.']);
    });

    it('text that comes after close is spoken also where what came before it stalls for more than 2 s', async () => {
      await given();
      const held = emulator.fault({ kind: 'speech-silence', afterBytes: 2000 });
      nodeRed.send('in', { payload: 'Stalls.' }, { action: 'close' }, { payload: 'After.' });
      await held.reached;
      assert.deepEqual(await untilEnded(nodeRed, 3), []);
      assert.deepEqual(asked.texts, ['Stalls.', 'After.']);
    });

    it('anything else is BAD_REQUEST, in words', async () => {
      await given();
      nodeRed.send('in', { payload: 'Hello.', action: 'shout' });
      const [error] = await untilEnded(nodeRed, 1);
      assert.equal(error?.code, 'BAD_REQUEST');
      assert.match(error?.message ?? '', /shout.*flush, clear, close/);
      assert.deepEqual(asked.sockets, []);
    });
  });

  describe('with options', () => {
    const spokenBy = () => asked.sockets.map(({ query }) => query.get('model'));

    it('picks another voice for one message, on a socket of its own, and forgets it with the next', async () => {
      await given();
      await say(
        { payload: 'Hello.' },
        { payload: 'Hallo.', deepgramOptions: { model: 'aura-2-viktoria-de' } },
        { payload: 'Hello again.' },
      );
      assert.deepEqual(spokenBy(), ['aura-2-thalia-en', 'aura-2-viktoria-de', 'aura-2-thalia-en']);
      assert.deepEqual(asked.texts, ['Hello.', 'Hallo.', 'Hello again.']);
      const models = utterancesIn(nodeRed.received('out')).map(({ last }) => last?.deepgram?.model);
      assert.deepEqual(models, spokenBy());
    });

    it('lets the message win over the node, and null take a parameter away', async () => {
      await given({ params: { encoding: 'mulaw', sample_rate: 16000, speed: 1.2 } });
      await say({ payload: 'Hello.', deepgramOptions: { encoding: 'alaw', speed: null } });
      const { query } = asked.sockets[0] ?? {};
      assert.equal(`${query}`, 'model=aura-2-thalia-en&encoding=alaw&sample_rate=16000');
    });

    it('fails alone where Deepgram refuses its voice: messages with another one are spoken', async () => {
      await given();
      const model = 'aura-2-nobody-en';
      nodeRed.send('in', { payload: 'One.', deepgramOptions: { model }, topic: 'bad' }, { payload: 'Two.' });
      const errors = await untilEnded(nodeRed, 2);
      assert.deepEqual(
        errors.map(({ code }) => code),
        ['BAD_REQUEST'],
      );
      assert.equal(nodeRed.received('caught')[0]?.topic, 'bad');
      assert.deepEqual(asked.texts, ['Two.']);
    });

    it('keeps the socket where nothing is different', async () => {
      await given();
      await say({ payload: 'One.', deepgramOptions: {} }, { payload: 'Two.' });
      assert.equal(asked.sockets.length, 1);
    });

    for (const [name, deepgramOptions, code, words] of [
      ['an encoding for files', { encoding: 'mp3' }, 'BAD_REQUEST', /mp3/],
      ['a speed out of range', { speed: 3 }, 'BAD_REQUEST', /speed.*0\.7.*1\.5/],
      ['a callback', { callback: 'https://x.example' }, 'BAD_REQUEST', /callback/],
      ['no voice', { model: null }, 'CONFIG', /voice/],
      ['a list', [1], 'BAD_REQUEST', /options/],
    ] as const) {
      it(`${name} is ${code}, before anything is sent`, async () => {
        await given();
        nodeRed.send('in', { payload: 'Hello.', deepgramOptions });
        const [error] = await untilEnded(nodeRed, 1);
        assert.equal(error?.code, code);
        assert.match(error?.message ?? '', words);
        assert.deepEqual(asked.sockets, []);
      });
    }
  });

  it('OVERFLOW: more than 48,000 characters do not wait, and nothing below that is lost', async () => {
    await given({ flush: 'manual' });
    const full = { payload: 'a'.repeat(48_000), topic: 'full' };
    nodeRed.send('in', full, { payload: 'b', topic: 'too much' });
    const [error] = await untilEnded(nodeRed, 1);
    assert.equal(error?.code, 'OVERFLOW');
    assert.match(error?.message ?? '', /48000 characters/);
    assert.equal(nodeRed.received('caught')[0]?.topic, 'too much');
    nodeRed.send('in', { action: 'clear' }, { payload: 'Heard.', action: 'flush' });
    assert.equal((await untilEnded(nodeRed, 4)).length, 1);
    assert.deepEqual(asked.texts, ['Heard.']);
  });

  it('an account that is missing is CONFIG for each message, and nothing at the start', async () => {
    const flow = speakStreamFlow({ url: emulator.url }).filter(({ id }) => id !== 'account');
    await nodeRed.deploy(flow);
    assert.deepEqual(nodeRed.received('caught'), []);
    nodeRed.send('in', { payload: 'One.' }, { payload: 'Two.' });
    const errors = await untilEnded(nodeRed, 2);
    assert.deepEqual(
      errors.map(({ code }) => code),
      ['CONFIG', 'CONFIG'],
    );
  });
});
