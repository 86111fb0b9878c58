import type { Account } from '../client/account.js';
import { DeepgramError } from '../client/errors.js';
import { noTrouble } from '../client/reconnect.js';
import { openListenSession } from '../transcribe/stream/session.js';
import type { ListenWish } from '../transcribe/stream/wish.js';
import { accountOf } from './account-node.js';
import { createAudioPieces } from './audio-piece.js';
import type { OpenSession } from './delivered-session.js';
import { createHearings } from './hearings.js';
import type { Task } from './input.js';
import { createListenWishes } from './listen-wishes.js';
import { placeFor } from './message.js';
import { createPending } from './pending.js';
import { createRefusals } from './refusals.js';
import type { Message, Node, Red } from './runtime.js';
import { sessionOf } from './sessions.js';
import { openStreamOutput } from './stream-output.js';
import { createStreamStatus } from './stream-status.js';
import { prepareStreamDelivery } from './transcribe-stream-delivery.js';
import { baseOf, describeOutcome } from './transcribe-stream-message.js';
import type { TranscribeStreamSettings } from './transcribe-stream-settings.js';

const ACTIONS = ['finalize', 'close'] as const;
type Action = (typeof ACTIONS)[number];

type Ended = () => Promise<void>;

const AT_ONCE: Ended = () => Promise.resolve();

/** What a session is opened with. */
interface Opening {
  readonly name: string;
  readonly account: Account;
  readonly wish: ListenWish;
  /** What all that it says has in common … */
  readonly base: Message;
  /** … and where its text goes. */
  readonly place: ReturnType<typeof placeFor>;
}

/** The sessions of a deepgram-transcribe-stream node, and what messages do with them. */
export function createTranscribeStream(RED: Red, node: Node, settings: TranscribeStreamSettings) {
  const hearings = createHearings<ReturnType<typeof open>>();
  const status = createStreamStatus(RED, node);
  const trouble = noTrouble();
  const refusals = createRefusals();
  const pieces = createAudioPieces(RED, node, settings.audio);
  const wishOf = createListenWishes(RED, node, settings);
  const output = openStreamOutput(RED, node);
  let isClosed = false;

  function open({ name, account, wish, base, place }: Opening, openSession: OpenSession) {
    const session = openSession(account, wish, {
      ...settings,
      trouble,
      onOutcome: (outcome, requestId) =>
        output.send(() => {
          const deepgram = describeOutcome(outcome, requestId, name);
          return [Object.assign(place(base, outcome.transcript), { deepgram }), null];
        }),
      onEvent(type, payload) {
        if (type === 'open') refusals.forget(wish.path);
        output.send(() => [null, { ...base, topic: type, payload, deepgram: { session: name } }]);
      },
      onError: (error) => output.complain(error, base),
      onState(state) {
        if (state.state === 'failed') refusals.note(wish.path, state.error);
        if (hearings.isNewest(name, hearing)) status.tell(name, state);
      },
      onOver() {
        if (!hearings.forget(name, hearing)) return;
        status.forget(name);
        pieces.forget(name);
      },
    });
    const hearing = {
      /** What it listens as at the moment. */
      wish,
      session,
      get isClosing() {
        return session.isClosing;
      },
      end: () => session.end(),
    };
    hearings.add(name, hearing);
    return hearing;
  }

  /** Opens a session, of whose results some are delivered elsewhere. */
  async function openNext(name: string, account: Account, wish: ListenWish, { message, signal }: Task) {
    const base = baseOf(RED, message, settings.audio);
    const place = placeFor(RED, settings.output, base);
    const form = { property: settings.output, emit: settings.emit, session: name };
    const delivery = await prepareStreamDelivery(RED, node, settings, { account, wish, message, base, form });
    // Meanwhile flows may have been deployed.
    if (!isClosed && !signal.aborted)
      return open({ name, account, wish, base, place }, delivery?.open ?? openListenSession);
    await delivery?.giveUp();
    return undefined;
  }

  function abandon(name: string, hearing: ReturnType<typeof open>): void {
    hearings.forget(name, hearing);
    void hearing.end();
  }

  /** Hears a piece of audio. Resolves when it has been handed to the socket. */
  async function hear(name: string, bytes: Uint8Array, task: Task): Promise<Ended> {
    const account = accountOf(RED, settings.account);
    const wish = await wishOf(task.message);
    // Meanwhile flows may have been deployed.
    if (isClosed) return AT_ONCE;
    const before = hearings.get(name);
    const isSame = before !== undefined && isFor(before, wish);
    if (!isSame) refusals.check(wish.path);
    const hearing = isSame ? before : await openNext(name, account, wish, task);
    if (!hearing) return AT_ONCE;
    // Other parameters are another stream; the words of the first one come nevertheless.
    if (!isSame) void before?.session.close();
    const pending = createPending();
    try {
      hearing.session.hear(bytes, pending);
    } catch (thrown) {
      // It could not take even the first piece, and nothing else would end it.
      if (!isSame) abandon(name, hearing);
      throw thrown;
    }
    return () => pending.ended;
  }

  /** Whether a session listens as is wished, or can from now on. */
  function isFor(hearing: ReturnType<typeof open>, wish: ListenWish): boolean {
    if (hearing.wish.path === wish.path) return true;
    if (!hearing.session.configure(wish)) return false;
    hearing.wish = wish;
    return true;
  }

  async function act(action: Action, name: string): Promise<void> {
    const session = hearings.get(name)?.session;
    await (action === 'close' ? session?.close() : session?.finalize());
  }

  return {
    status,
    /** Takes a message in. @returns what resolves when it has ended */
    async take(task: Task): Promise<Ended> {
      const { message } = task;
      const action = actionOf(message);
      const name = (await sessionOf(RED, node, settings.session, message)) ?? '';
      const bytes = await (action ? pieces.readIfAny(message) : pieces.read(name, message));
      if (!action) return bytes ? hear(name, bytes, task) : AT_ONCE;
      let ended = AT_ONCE;
      let acted: Promise<void> | undefined;
      try {
        if (bytes) ended = await hear(name, bytes, task);
      } finally {
        // Whatever became of its audio.
        acted = act(action, name);
      }
      return async () => {
        await Promise.all([ended(), acted]);
      };
    },
    async reset(message: Message): Promise<Ended> {
      const name = await sessionOf(RED, node, settings.session, message);
      const ended = hearings.end(name);
      status.reset(name);
      pieces.forget(name);
      return () => ended;
    },
    async close(): Promise<void> {
      isClosed = true;
      output.end();
      await hearings.end();
    },
  };
}

function actionOf({ action }: Message): Action | undefined {
  if (action === undefined || action === null || action === '') return undefined;
  const known = ACTIONS.find((name) => name === action);
  if (known) return known;
  throw new DeepgramError('BAD_REQUEST', 'unknownListenAction', { action: String(action).slice(0, 50) });
}
