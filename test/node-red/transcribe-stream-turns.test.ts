import assert from 'node:assert/strict';
import type { Emulator } from '../../emulator/server.js';
import type { NodeRed } from '../helpers/node-red.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import { onTab } from '../helpers/speak-flow.js';
import {
  type Asked,
  aboutOf,
  frames,
  noteAsked,
  RAW,
  sayRaw,
  type TranscribeStreamFlowOptions,
  textOf,
  topicsOf,
  transcribeStreamFlow,
  untilEnded,
  untilEvent,
} from '../helpers/transcribe-stream-flow.js';

const [QUESTION, ANSWER] = ['What is the weather like today?', 'It is raining cats and dogs.'];

describe('deepgram-transcribe-stream, turns of Flux', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let asked: Asked;
  let talk: Buffer;

  before(async () => {
    [nodeRed, emulator] = await Promise.all([sharedNodeRed(), sharedEmulator()]);
    talk = Buffer.concat([await sayRaw(emulator, QUESTION), await sayRaw(emulator, ANSWER)]);
  });
  afterEach(() => emulator.clearFaults());

  async function given(
    stream: Record<string, unknown> = {},
    more: Partial<TranscribeStreamFlowOptions> = {},
  ): Promise<void> {
    emulator.clearFaults();
    await nodeRed.deploy(
      transcribeStreamFlow({ url: emulator.url, stream: { model: 'flux-general-en', ...stream }, ...more }),
    );
    asked = noteAsked(emulator);
  }

  async function send(...messages: object[]): Promise<void> {
    const before = nodeRed.received('completed').length;
    nodeRed.send('in', ...messages);
    assert.deepEqual(await untilEnded(nodeRed, before + messages.length), []);
  }

  for (const emit of ['final', 'utterance']) {
    it(`${emit}: each turn is one message, with its number and its event`, async () => {
      await given({ emit });
      await send(...frames(talk), { action: 'close' });
      assert.equal(asked.sockets[0]?.path, '/v2/listen');
      assert.equal(`${asked.sockets[0]?.query}`, 'model=flux-general-en&encoding=linear16&sample_rate=16000');
      const outputs = nodeRed.received('out');
      assert.deepEqual(
        outputs.map(({ payload }) => payload),
        [QUESTION, ANSWER],
      );
      const { confidence, duration, start, words, ...rest } = aboutOf(outputs[1] ?? assert.fail());
      assert.deepEqual(rest, {
        ...{ requestId: asked.sockets[0]?.requestId, session: '', final: true, speechFinal: true },
        ...{ channel: 0, channels: 1, utterance: ANSWER, turn: 1, event: 'EndOfTurn' },
      });
      assert.ok(confidence > 0 && start > 1 && duration > 1 && words.length === 6);
    });
  }

  it('what becomes of a turn comes out on output 2, by its name', async () => {
    await given({ params: { ...RAW, eager_eot_threshold: 0.4 } });
    await send(...frames(talk), { action: 'close' });
    const turn = ['StartOfTurn', 'EagerEndOfTurn', 'EndOfTurn'];
    assert.deepEqual(topicsOf(nodeRed), ['open', 'Connected', ...turn, ...turn, 'close']);
    const [, , start, , end] = nodeRed.received('events').map(({ payload }) => payload as { event: string });
    assert.equal(start?.event, 'StartOfTurn');
    const told = asked.sockets[0]?.sent.find(({ json }) => json.event === 'EndOfTurn');
    assert.deepEqual(end, told?.json);
  });

  it('all: the turn so far, too, and no guess is called final', async () => {
    await given({ emit: 'all' });
    await send(...frames(talk), { action: 'close' });
    const outputs = nodeRed.received('out');
    const guesses = outputs.filter((output) => !aboutOf(output).final);
    assert.ok(guesses.length > 4);
    for (const guess of guesses) {
      assert.ok([QUESTION, ANSWER][aboutOf(guess).turn ?? 9]?.startsWith(String(guess.payload)));
    }
    assert.equal(textOf(outputs.filter((output) => aboutOf(output).final)), `${QUESTION} ${ANSWER}`);
    assert.ok(!topicsOf(nodeRed).includes('Update'), 'a guess is no event');
  });

  it('finalize ends the turn', async () => {
    await given();
    await send(...frames(talk.subarray(0, 60_000)), { action: 'finalize' });
    const [{ payload, ...heard } = assert.fail(), ...more] = nodeRed.received('out');
    assert.deepEqual(more, []);
    assert.ok(QUESTION.startsWith(String(payload).replace(/\.$/, '')), String(payload));
    assert.equal(aboutOf(heard).event, 'EndOfTurn');
    assert.equal(asked.sockets[0]?.messages.at(-1)?.type, 'ForceEndTurn');
  });

  it('finalize where nobody speaks is a Warning of Deepgram’s, and nothing else', async () => {
    await given();
    await send({ payload: Buffer.alloc(32_000), action: 'finalize' });
    const [warning] = await untilEvent(nodeRed, 'Warning');
    const { code } = (warning ?? assert.fail()).payload as { code: string };
    assert.equal(code, 'FORCE_END_TURN_NO_ACTIVE_TURN');
    assert.deepEqual(nodeRed.received('out'), []);
  });

  it('close in the middle of a turn: its words come out', async () => {
    await given();
    await send(...frames(talk.subarray(0, 60_000)), { action: 'close' });
    await untilEvent(nodeRed, 'close');
    const [heard] = nodeRed.received('out');
    assert.ok(QUESTION.startsWith(String(heard?.payload).replace(/\.$/, '')), String(heard?.payload));
    assert.equal(aboutOf(heard ?? assert.fail()).final, true);
  });

  it('a flow that changes an event does not change the result', async () => {
    const func = 'for (const word of msg.payload.words || []) word.word = "spoilt"; return msg;';
    const more = [{ ...onTab('spoil', 'function'), func, outputs: 1, wires: [['events']] }];
    await given({ wires: [['out'], ['spoil']] }, { more });
    await send(...frames(talk), { action: 'close' });
    for (const output of nodeRed.received('out')) {
      assert.ok(aboutOf(output).words.every(({ word }) => word !== 'spoilt'));
    }
  });

  it('what may change while a stream goes on is told to it: Configure, and no other socket', async () => {
    await given();
    const half = talk.length / 2;
    const deepgramOptions = { eot_threshold: 0.8, keyterm: ['weather', 'cats'] };
    await send(...frames(talk.subarray(0, half)).map((message) => ({ ...message, deepgramOptions })));
    await send(...frames(talk.subarray(half)), { action: 'close' });
    assert.equal(asked.sockets.length, 1);
    assert.match(`${asked.sockets[0]?.query}`, /eot_threshold=0.8&keyterm=weather&keyterm=cats/);
    const { type, ...told } = asked.sockets[0]?.messages.find((one) => one.type === 'Configure')?.json ?? {};
    // A threshold can't be taken back, and is 0.7 where nobody says otherwise.
    assert.deepEqual(
      { type, ...told },
      { type: 'Configure', thresholds: { eot_threshold: 0.7 }, keyterms: [] },
    );
    assert.deepEqual(
      nodeRed.received('out').map(({ payload }) => payload),
      [QUESTION, ANSWER],
    );
  });

  it('a message may ask for Flux, and the next one not: each gets a socket of its kind', async () => {
    await given({ model: 'nova-3' });
    const half = talk.length / 2;
    await send({ payload: talk.subarray(0, half), deepgramOptions: { model: 'flux-general-multi' } });
    await send({ payload: talk.subarray(half), action: 'close' });
    await nodeRed.until('out', 2);
    assert.deepEqual(
      asked.sockets.map(({ path }) => path),
      ['/v2/listen', '/v1/listen'],
    );
  });
});
