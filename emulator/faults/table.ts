import { type Answer, jsonAnswer } from '../answer.js';
import type { Wire } from '../wire.js';
import { collected, filled, interrupted, pacedBytes, pause, sliced, untilOver } from './bodies.js';
import { errorAnswer, htmlAnswer } from './error-answer.js';
import type { RequestFault } from './fault.js';

/** What a fault has to do its work with. */
export interface Scene {
  /** Deepgram's own answer. */
  make(): Promise<Answer>;
  readonly wire: Wire;
  readonly requestId: string;
  /** Of the request, e.g. `/v1/speak`. */
  readonly path: string;
  /** Says that the fault has come over the request, then waits for `release()`. */
  hold(): Promise<void>;
}

type Name = RequestFault['kind'];
type Of<N extends Name> = Extract<RequestFault, { kind: N }>;

/** Gives the answer that goes on the wire, or nothing when nothing more is to be said. */
type Behaviour<N extends Name> = (fault: Of<N>, scene: Scene) => Promise<Answer | undefined>;

/** The lengths of the slicer's pieces. */
const SLICES = [3, 1, 7, 2, 5, 4, 6, 1];

/** Every fault by its name. */
export const faultTable: { readonly [N in Name]: Behaviour<N> } = {
  latency: async ({ ms }, { make, wire }) => {
    await pause(ms, wire.over);
    return make();
  },
  drip: async ({ bytes, ms }, { make, wire }) =>
    changeBody(await make(), (body) =>
      dripping(
        sliced(body, () => bytes),
        ms,
        wire.over,
      ),
    ),
  slicer: async (_, { make }) => {
    let turn = 0;
    const next = (): number => SLICES[turn++ % SLICES.length] ?? 1;
    return changeBody(await make(), (body) => sliced(body, next));
  },
  status: async ({ status, body = 'legacy', retryAfter }, { requestId, path }) =>
    errorAnswer(status, body, retryAfter, { requestId, path }),
  reset: ({ afterBytes }, scene) => at(afterBytes, scene, () => scene.wire.reset()),
  cut: ({ afterBytes }, scene) => at(afterBytes, scene, () => scene.wire.cut()),
  short: async ({ missing }, { make, wire }) => {
    const answer = await make();
    const whole = await collected(answer.body);
    const headers = { ...answer.headers, 'content-length': String(whole.length + missing) };
    return { ...answer, headers, body: interrupted(pieces(whole), whole.length, () => wire.cut()) };
  },
  silence: ({ afterBytes }, scene) => at(afterBytes, scene, () => untilOver(scene.wire.over)),
  hold: ({ afterBytes }, scene) =>
    at(afterBytes, scene, () => Promise.race([scene.hold(), untilOver(scene.wire.over)])),
  ack: async (_, { requestId }) => jsonAnswer(200, { request_id: requestId }, { 'dg-request-id': requestId }),
  html: async () => htmlAnswer(200, 'Welcome'),
  empty: async (_, { make }) => changeBody(await make(), () => pieces(Buffer.alloc(0))),
  huge: async ({ bytes }, { make }) => changeBody(await make(), () => filled(bytes)),
  paced: async ({ bytes, chunks, ms }, { make, wire }) =>
    changeBody(await make(), () => pacedBytes(bytes, chunks, ms, wire.over)),
};

/** Does something before the headers, or after so much of the body; then Deepgram's answer goes on. */
async function at(
  afterBytes: number | undefined,
  { make, wire }: Scene,
  act: () => Promise<void>,
): Promise<Answer | undefined> {
  if (afterBytes !== undefined) return changeBody(await make(), (body) => interrupted(body, afterBytes, act));
  await act();
  return wire.over.aborted ? undefined : make();
}

function changeBody(answer: Answer, change: (body: Answer['body']) => Answer['body']): Answer {
  const { 'content-length': _, ...headers } = answer.headers;
  return { ...answer, headers, body: change(answer.body) };
}

async function* dripping(body: AsyncIterable<Buffer>, ms: number, over: AbortSignal): AsyncGenerator<Buffer> {
  for await (const piece of body) {
    await pause(ms, over);
    if (over.aborted) return;
    yield piece;
  }
}

async function* pieces(...all: Buffer[]): AsyncGenerator<Buffer> {
  yield* all.filter((piece) => piece.length > 0);
}
