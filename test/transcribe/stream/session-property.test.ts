import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Emulator, type Fault, startEmulator } from '../../../emulator/server.js';
import type { Emit } from '../../../src/transcribe/needs-live.js';
import {
  assertSound,
  openSessionAt,
  type SessionUnderTest,
  sayRaw,
  silence,
  wish,
} from '../../helpers/listen-session.js';

/** What may be said in each session. */
const PHRASES = [
  ['the kettle is on and the cat has been fed', 'somebody is at the front door', 'we had rain all morning'],
  [
    'please switch off every light in the garden',
    'my sister arrives at noon',
    'nobody answered the telephone',
  ],
  [
    'turn up the heating before supper tonight',
    'there are seven boxes in the hall',
    'your parcel came yesterday',
  ],
] as const;

/** Silence that ends what was said, for both: 300 ms of endpointing, and half a second for Flux. */
const PAUSE_MS = 700;

/** Codes of a loss. With 1000 Flux may also say that it is done. */
const CLOSES = { Results: [1000, 1001, 1011, 1012], TurnInfo: [1001, 1011, 1012] };

const EMITS: readonly Emit[] = ['final', 'utterance', 'all'];

/** What is done to a session, or to the line below it. */
type Step =
  | {
      readonly do: 'speak';
      readonly who: number;
      readonly phrase: number;
      readonly bytes: number;
      readonly isPaused: boolean;
    }
  | { readonly do: 'finalize' | 'close' | 'hear' | 'pause'; readonly who: number }
  | { readonly do: 'fault'; readonly fault: Fault };

/** How a session's life is ended. */
type Ending = 'close' | 'end';

interface Case {
  readonly sessions: readonly { emit: Emit; end: Ending }[];
  readonly steps: readonly Step[];
}

const who = fc.nat({ max: PHRASES.length - 1 });
const point = (results: keyof typeof CLOSES) =>
  fc.constantFrom(
    ...(['open', 'before audio', 'after audio', `before ${results}`, `after ${results}`] as const),
    ...(['before Finalize', 'after Finalize', 'after ForceEndTurn', 'after CloseStream'] as const),
  );

function faults(results: keyof typeof CLOSES): fc.Arbitrary<Fault> {
  const moment = fc.oneof(
    fc.integer({ min: 1, max: 150_000 }).map((afterBytes) => ({ afterBytes })),
    fc.tuple(point(results), fc.integer({ min: 1, max: 3 })).map(([at, nth]) => ({ at, nth })),
  );
  return fc.oneof(
    moment.map((when) => ({ kind: 'socket-cut' as const, ...when })),
    moment.map((when) => ({ kind: 'socket-reset' as const, ...when })),
    fc
      .tuple(moment, fc.constantFrom(...CLOSES[results]))
      .map(([when, code]) => ({ kind: 'socket-close' as const, code, ...when })),
    fc.constant({ kind: 'socket-refused' as const, status: 503 }),
    fc.constant({ kind: 'listen-error' as const }),
  );
}

/** What is to be borne. */
const oddities = (results: keyof typeof CLOSES): fc.Arbitrary<Fault> =>
  fc.oneof(
    fc.constant({ kind: 'listen-no-finalized' as const }),
    fc.nat({ max: 20 }).map((ms) => ({ kind: 'listen-late' as const, ms })),
    fc
      .tuple(point(results), fc.constantFrom('{"type":', '[]', '{"type":"Novelty"}', '{"type":"Results"}'))
      .map(([at, text]) => ({ kind: 'socket-send' as const, text, at })),
  );

const step = (results: keyof typeof CLOSES): fc.Arbitrary<Step> =>
  fc.oneof(
    {
      arbitrary: fc.record({
        do: fc.constant('speak' as const),
        who,
        phrase: fc.nat({ max: 2 }),
        bytes: fc.constantFrom(333, 640, 3200, 1_000_000),
        isPaused: fc.boolean(),
      }),
      weight: 6,
    },
    ...(['finalize', 'close', 'hear', 'pause'] as const).map((name) => ({
      arbitrary: who.map((one): Step => ({ do: name, who: one })),
      weight: name === 'close' ? 1 : 2,
    })),
    { arbitrary: oddities(results).map((fault): Step => ({ do: 'fault', fault })), weight: 1 },
  );

const cases = (results: keyof typeof CLOSES): fc.Arbitrary<Case> =>
  fc
    .record({
      sessions: fc.array(
        fc.record({
          emit: fc.constantFrom(...EMITS),
          end: fc.constantFrom('close' as const, 'close' as const, 'close' as const, 'end' as const),
        }),
        { minLength: 1, maxLength: PHRASES.length },
      ),
      steps: fc.array(step(results), { minLength: 2, maxLength: 9 }),
      // Not often, since each time a new socket is waited for; three that were of no use would be the end.
      losses: fc.array(fc.tuple(fc.nat(), faults(results)), { maxLength: 2 }),
    })
    .map(({ sessions, steps, losses }) => {
      const all = [...steps];
      for (const [at, fault] of losses) all.splice(at % (all.length + 1), 0, { do: 'fault', fault });
      return { sessions, steps: all };
    });

/** Somebody who is listened to: in one session, or in another one after each close. */
interface Actor {
  readonly audio: readonly Buffer[];
  readonly emit: Emit;
  readonly end: Ending;
  readonly heard: { one: SessionUnderTest; said: string[] }[];
}

describe('F53 sessions that listen, whatever happens', () => {
  let emulator: Emulator;
  let audio: Buffer[][];

  before(async () => {
    emulator = await startEmulator({ remember: 300, sockets: { keepAudio: false } });
    audio = [];
    for (const phrases of PHRASES) {
      const spoken = phrases.map((text) => sayRaw(emulator, text));
      audio.push(await Promise.all(spoken));
    }
  });
  after(() => emulator.close());

  /** The session that takes audio; a new one where the last has begun to close. */
  function current(actor: Actor, model: string): Actor['heard'][number] {
    const last = actor.heard.at(-1);
    if (last && !last.one.session.isClosing) return last;
    const next = {
      one: openSessionAt(emulator, {
        ...{ emit: actor.emit, wish: wish({}, { model, emit: actor.emit }) },
        // No bound is what this is about.
        limits: { replay: 100_000, replaySpeed: 1000, closing: 30_000, finalize: 200 },
      }),
      said: [],
    };
    actor.heard.push(next);
    return next;
  }

  async function act(actor: Actor, one: Exclude<Step, { do: 'fault' }>, model: string, index: number) {
    const { one: listener, said } = current(actor, model);
    if (one.do === 'speak') {
      const phrase = actor.audio[one.phrase] ?? assert.fail();
      listener.hearAll(one.isPaused ? Buffer.concat([phrase, silence(PAUSE_MS)]) : phrase, one.bytes);
      said.push(PHRASES[index]?.[one.phrase] ?? '');
    } else if (one.do === 'pause') listener.hear(silence(400));
    else if (one.do === 'finalize') await listener.session.finalize();
    else if (one.do === 'close') void listener.session.close();
    else if (said.length > 0) {
      listener.hear(silence(PAUSE_MS));
      await listener.until(() => listener.results.length > 0);
    }
  }

  async function play({ sessions, steps }: Case, model: string): Promise<Actor[]> {
    const actors = sessions.map(
      ({ emit, end }, index): Actor => ({ audio: audio[index] ?? [], emit, end, heard: [] }),
    );
    for (const one of steps) {
      if (one.do === 'fault') emulator.fault(one.fault);
      else {
        const index = one.who % actors.length;
        await act(actors[index] ?? assert.fail(), one, model, index);
      }
    }
    const ends = actors.flatMap(({ heard, end }) =>
      heard.map(({ one }) => {
        const isEnded = end === 'end' && !one.session.isClosing;
        return isEnded ? one.session.end() : one.session.close();
      }),
    );
    await Promise.all(ends);
    emulator.clearFaults();
    return actors;
  }

  function assertRight({ heard, end }: Actor): void {
    heard.forEach(({ one, said }, index) => {
      assertSound(one);
      assert.deepEqual(one.errors, []);
      assert.ok(one.given.every(({ ends }) => ends[0] === undefined));
      const words = one.text().toLowerCase().match(/\w+/g) ?? [];
      const expected = said.join(' ').match(/\w+/g) ?? [];
      if (end === 'end' && index === heard.length - 1)
        assert.deepEqual(words, expected.slice(0, words.length));
      else assert.deepEqual(words, expected);
      const gaps = one.told('Warning').filter(({ droppedBytes }) => droppedBytes !== undefined);
      assert.ok(gaps.every(({ gapMs, droppedBytes }) => gapMs === 0 && droppedBytes === 0));
    });
  }

  for (const [model, results] of [
    ['nova-3', 'Results'],
    ['flux-general-en', 'TurnInfo'],
  ] as const)
    it(`have all that is said to ${model} transcribed, once and in order, mix nothing, and end each message once`, async function () {
      this.timeout(240_000);
      const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
      if (this.test) this.test.title += ` (seed ${seed})`;
      const holds = fc.asyncProperty(cases(results), async (one) => {
        const actors = await play(one, model);
        for (const actor of actors) assertRight(actor);
        const ids = actors.flatMap(({ heard }) =>
          heard.map((each) => new Set(each.one.results.map(({ requestId }) => requestId))),
        );
        const all = ids.flatMap((set) => [...set]);
        assert.equal(new Set(all).size, all.length, 'one socket for two sessions');
        const ends = emulator.sockets
          .filter(({ open }) => open)
          .map(({ requestId }) => emulator.waitForSocketEnd((socket) => socket.requestId === requestId));
        await Promise.all(ends);
      });
      await fc.assert(holds, {
        ...{ seed, numRuns: 100, endOnFailure: true },
        // A run that hangs is no run that holds.
        ...{ interruptAfterTimeLimit: 220_000, markInterruptAsFailure: true },
      });
    });
});
