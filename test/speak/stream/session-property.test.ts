import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Emulator, type Fault, startEmulator } from '../../../emulator/server.js';
import type { StreamWish } from '../../../src/speak/stream/wish.js';
import {
  assertSound,
  type HeardUtterance,
  openSessionAt,
  type Said,
  type SessionUnderTest,
  THALIA,
  wish,
} from '../../helpers/speak-session.js';

const NAMES = ['Ann', 'Bob', 'Cleo'] as const;
const PATIENCE_MS = 400;

/** What is done to a session, or to the line below it. */
type Step =
  | { readonly do: 'speak' | 'flush' | 'clear' | 'close' | 'hear'; readonly who: number }
  | { readonly do: 'fault'; readonly fault: Fault };

interface Case {
  readonly sessions: readonly { flush: 'message' | 'sentence' | 'manual'; frame: number; end: Ending }[];
  readonly steps: readonly Step[];
}

/** How a session's life is ended: all is waited for, or it is closed or ended before. */
type Ending = 'wait' | 'close' | 'end';

const who = fc.nat({ max: NAMES.length - 1 });
const afterBytes = fc.integer({ min: 1, max: 16_000 });
const point = fc.constantFrom(
  ...(['open', 'after Speak', 'after Flush', 'before Flushed', 'after Flushed', 'before Cleared'] as const),
);
const moment = fc.oneof(
  afterBytes.map((bytes) => ({ afterBytes: bytes })),
  point.map((at) => ({ at })),
);

/** The line is lost; not often, since each time a new one is waited for. */
const loss: fc.Arbitrary<Fault> = fc.oneof(
  moment.map((when) => ({ kind: 'socket-cut' as const, ...when })),
  moment.map((when) => ({ kind: 'socket-reset' as const, ...when })),
  fc
    .tuple(moment, fc.constantFrom(1000, 1001, 1008, 1011, 1012))
    .map(([when, code]) => ({ kind: 'socket-close' as const, code, ...when })),
  fc.constant({ kind: 'socket-refused' as const, status: 503 }),
  fc.constant({ kind: 'speech-no-flushed' as const }),
  fc.nat({ max: 8000 }).map((bytes) => ({ kind: 'speech-silence' as const, afterBytes: bytes })),
);

/** What is to be borne. */
const oddity: fc.Arbitrary<Fault> = fc.oneof(
  fc.nat({ max: 8 }).map((frames) => ({ kind: 'speech-after-clear' as const, frames })),
  fc.constant({ kind: 'speech-half-samples' as const }),
  fc.nat({ max: 10 }).map((ms) => ({ kind: 'speech-flushed-late' as const, ms })),
  fc.constant({ kind: 'speech-excessive-flush' as const }),
  fc.constant({ kind: 'speech-slow' as const, bytesPerSecond: 100_000 }),
  fc
    .tuple(moment, fc.constantFrom('{"type":', '[]', '{"type":"Novelty"}'))
    .map(([when, text]) => ({ kind: 'socket-send' as const, text, ...when })),
);

const does = (name: 'speak' | 'flush' | 'clear' | 'close' | 'hear') =>
  who.map((one): Step => ({ do: name, who: one }));
const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: does('speak'), weight: 8 },
  { arbitrary: does('hear'), weight: 6 },
  { arbitrary: does('clear'), weight: 3 },
  { arbitrary: does('flush'), weight: 2 },
  { arbitrary: does('close'), weight: 1 },
  { arbitrary: oddity.map((fault): Step => ({ do: 'fault', fault })), weight: 3 },
);

const cases: fc.Arbitrary<Case> = fc
  .record({
    sessions: fc.array(
      fc.record({
        flush: fc.constantFrom('message' as const, 'sentence' as const, 'manual' as const),
        frame: fc.constantFrom(0, 0, 20),
        end: fc.constantFrom('wait' as const, 'wait' as const, 'close' as const, 'end' as const),
      }),
      { minLength: 1, maxLength: NAMES.length },
    ),
    steps: fc.array(step, { minLength: 4, maxLength: 22 }),
    losses: fc.array(fc.tuple(fc.nat(), loss), { maxLength: 2 }),
  })
  .map(({ sessions, steps, losses }) => {
    const all = [...steps];
    for (const [at, fault] of losses) all.splice(at % (all.length + 1), 0, { do: 'fault', fault });
    return { sessions, steps: all };
  });

/** A session, and what was asked of it. */
interface Actor {
  readonly name: string;
  readonly voice: StreamWish;
  readonly end: Ending;
  readonly isManual: boolean;
  readonly heard: SessionUnderTest;
  /** After so many pieces, none may come that says one of so many messages. */
  readonly silences: { pieces: number; said: number }[];
}

async function act(actor: Actor, doing: Exclude<Step['do'], 'fault'>): Promise<void> {
  const { heard, name, voice, silences, isManual } = actor;
  const { session, said, pieces } = heard;
  const silence = () => silences.push({ pieces: pieces.length, said: said.length });
  if (doing === 'speak') heard.speak(`${name} says ${said.length + 1}. `, voice);
  else if (doing === 'flush') session.flush();
  else if (doing === 'clear') {
    session.clear();
    silence();
  } else if (doing === 'close') {
    await session.close();
    silence();
  } else {
    if (isManual) session.flush();
    const { length } = pieces;
    await heard.until(() => pieces.length > length || said.every(({ ends }) => ends.length > 0));
  }
}

async function end({ heard, end: ending, isManual }: Actor): Promise<void> {
  if (ending === 'close') await heard.session.close();
  if (ending === 'wait') {
    if (isManual) heard.session.flush();
    await heard.allEnded();
  }
  await heard.session.end();
}

async function play({ sessions, steps }: Case, voice: StreamWish, emulator: Emulator): Promise<Actor[]> {
  const actors = sessions.map(({ flush, frame, end: ending }, index): Actor => {
    const heard = openSessionAt(emulator, {
      ...{ flush, frame, pause: 5, timeout: PATIENCE_MS },
      // No limit of Deepgram's is what this is about.
      limits: { flushes: 1000, flushWindow: 1000, characters: 1_000_000 },
    });
    return {
      name: NAMES[index] ?? '',
      voice,
      end: ending,
      isManual: flush === 'manual',
      heard,
      silences: [],
    };
  });
  for (const one of steps) {
    if (one.do === 'fault') emulator.fault(one.fault);
    else await act(actors[one.who % actors.length] ?? assert.fail(), one.do);
  }
  await Promise.all(actors.map(end));
  emulator.clearFaults();
  return actors;
}

/** What was heard is what Deepgram sent for this text, from its beginning; to its end, where it was spoken. */
function assertPrefix(
  { text, requestId, audio, hasEnded, isCleared, pieces }: HeardUtterance,
  emulator: Emulator,
): void {
  const socket = emulator.sockets.find((one) => one.requestId === requestId) ?? assert.fail('no such socket');
  const speeches = socket.speeches.filter((speech) => speech.text === text);
  assert.equal(speeches.length, 1, `"${text}" was spoken ${speeches.length} times over one socket`);
  const sent = speeches[0]?.audio ?? Buffer.alloc(0);
  const samples = sent.subarray(0, sent.length - (sent.length % 2));
  const heard = audio.subarray(0, Math.min(audio.length, samples.length));
  assert.ok(samples.subarray(0, heard.length).equals(heard), `"${text}" is not what was sent for it`);
  const padding = audio.subarray(heard.length);
  const last = pieces.at(-1)?.audio.length ?? 0;
  assert.ok(padding.length < Math.max(1, last) && padding.every((byte) => byte === 0), `"${text}" has more`);
  if (hasEnded && !isCleared) assert.equal(heard.length, samples.length, `"${text}" is not whole`);
}

function assertRight(actor: Actor, emulator: Emulator): void {
  const { name, heard, silences } = actor;
  assertSound(heard);
  const utterances = heard.utterances();
  for (const utterance of utterances) {
    assertPrefix(utterance, emulator);
    assert.ok(utterance.pieces.every(({ outgoing }) => outgoing.utterance.runs.every(isOf(name))));
  }
  // One after another, in the order in which they were given.
  const serials = heard.pieces.map(({ outgoing }) => outgoing.utterance.serial);
  assert.deepEqual(
    serials,
    serials.toSorted((a, b) => a - b),
  );
  const texts = utterances.flatMap(({ text }) => text.match(/\w+ says \d+\. /g) ?? []);
  assert.equal(new Set(texts).size, texts.length, `heard twice: ${texts}`);
  for (const { pieces, said } of silences) {
    const silenced = new Set<Said>(heard.said.slice(0, said));
    const late = heard.pieces.slice(pieces).filter(({ outgoing }) => {
      return outgoing.utterance.runs.some(({ share }) => silenced.has(share.input));
    });
    assert.equal(late.length, 0, 'heard after a clear');
  }
  const isWhole = silences.length === 0 && actor.end === 'wait';
  const hasFailed = heard.said.some(({ ends }) => ends[0] !== undefined);
  if (isWhole && !hasFailed) assert.equal(texts.join(''), heard.said.map(({ text }) => text).join(''));
}

const isOf =
  (name: string) =>
  ({ text }: { text: string }) =>
    text.startsWith(name);

describe('F53 sessions that speak, whatever happens', () => {
  let emulator: Emulator;

  before(async () => {
    emulator = await startEmulator({
      speakStream: { limits: { flushes: 1_000_000, characters: 1_000_000 } },
      remember: 100,
    });
  });
  after(() => emulator.close());

  for (const voice of [THALIA, wish('flux-alexis-en')])
    it(`give of each utterance of ${voice.model} a prefix of what Deepgram sent for it, mix nothing, and end each message once`, async function () {
      this.timeout(120_000);
      const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
      if (this.test) this.test.title += ` (seed ${seed})`;
      const holds = fc.asyncProperty(cases, async (one) => {
        const actors = await play(one, voice, emulator);
        for (const actor of actors) assertRight(actor, emulator);
        const sockets = actors.map(
          ({ heard }) => new Set(heard.pieces.map(({ outgoing }) => outgoing.requestId)),
        );
        const all = sockets.flatMap((ids) => [...ids]);
        assert.equal(new Set(all).size, all.length, 'one socket for two sessions');
        const ends = emulator.sockets
          .filter(({ open }) => open)
          .map(({ requestId }) => emulator.waitForSocketEnd((socket) => socket.requestId === requestId));
        await Promise.all(ends);
      });
      await fc.assert(holds, {
        ...{ seed, numRuns: 100, endOnFailure: true },
        // A run that hangs is no run that holds.
        ...{ interruptAfterTimeLimit: 100_000, markInterruptAsFailure: true },
      });
    });
});
