import { isUint8Array } from 'node:util/types';
import type { Account } from '../client/account.js';
import { DeepgramError } from '../client/errors.js';
import { checkLive } from '../transcribe/check-live.js';
import { liveNeedsOf } from '../transcribe/needs-live.js';
import { type ListenSession, openListenSession } from '../transcribe/stream/session.js';
import type { Outcome } from '../transcribe/stream/utterances.js';
import { type ListenWish, listenWish } from '../transcribe/stream/wish.js';
import { accountOf } from './account-node.js';
import type { Task } from './input.js';
import { dropCommands, placeFor } from './message.js';
import { createPending } from './pending.js';
import { evaluate } from './property.js';
import type { Message, Node, Red } from './runtime.js';
import { createSessions, sessionOf } from './sessions.js';
import { createStreamStatus } from './stream-status.js';
import { inWords, nameOf, refuse } from './texts.js';
import type { TranscribeStreamSettings } from './transcribe-stream-settings.js';
import { readWish } from './wish.js';

const ACTIONS = ['finalize', 'close'] as const;
type Action = (typeof ACTIONS)[number];

/** A session of a node. */
interface Hearing extends ListenSession {
  readonly wish: ListenWish;
}

/** The sessions of a deepgram-transcribe-stream node, and what messages do with them. */
export function createTranscribeStream(RED: Red, node: Node, settings: TranscribeStreamSettings) {
  const sessions = createSessions<Hearing>();
  const status = createStreamStatus(RED, node);
  /** Sessions that were told that text is no audio. */
  const warned = new Set<string>();
  let isClosed = false;

  function open(name: string, account: Account, wish: ListenWish, message: Message): Hearing {
    const base = { ...message };
    dropCommands(base);
    const place = placeFor(RED, settings.output, base);

    function sendOut(messages: (Message | null)[]): void {
      if (!isClosed) node.send(messages);
    }

    const session = openListenSession(account, wish, {
      ...settings,
      onOutcome(outcome, requestId) {
        const sent = place(base, outcome.transcript);
        sendOut([Object.assign(sent, { deepgram: describe(outcome, requestId, name) }), null]);
      },
      onEvent(type, payload) {
        sendOut([null, { ...base, topic: type, payload, deepgram: { session: name } }]);
      },
      onError: (error) => node.error(inWords(RED, error), base),
      onState: (state) => status.tell(name, state),
      onOver() {
        if (sessions.forget(name, hearing)) status.forget(name);
      },
    });
    const hearing = { ...session, wish };
    return hearing;
  }

  async function wishOf(message: Message): Promise<ListenWish> {
    const wish = await readWish(RED, node, settings, message);
    const needs = liveNeedsOf(settings.emit, wish.parameters, wish.model);
    refuse(RED, checkLive(wish.model, { ...needs, ...wish.parameters }));
    return listenWish(wish, settings.emit);
  }

  /** Hears a piece of audio. Resolves when it has been handed to the socket. */
  async function hear(name: string, bytes: Uint8Array, { message }: Task): Promise<() => Promise<void>> {
    const account = accountOf(RED, settings.account);
    const wish = await wishOf(message);
    const before = sessions.get(name);
    // Other parameters are another stream; the words of the first one come nevertheless.
    if (before && before.wish.path !== wish.path) {
      sessions.forget(name, before);
      void before.close();
    }
    const session = sessions.getOrOpen(name, () => open(name, account, wish, message));
    const pending = createPending();
    session.hear(bytes, pending);
    return () => pending.ended;
  }

  /** The audio of a message; undefined where there is none. */
  async function audioOf(name: string, message: Message): Promise<Uint8Array | undefined> {
    const value = await evaluate(RED, node, settings.audio, message);
    if (isUint8Array(value)) return value.length > 0 ? value : undefined;
    if (value === undefined || value === null || value === '') return undefined;
    if (warned.has(name)) return undefined;
    warned.add(name);
    throw new DeepgramError('BAD_REQUEST', 'audioNotBuffer', { property: nameOf(settings.audio) });
  }

  return {
    status,
    /** Takes a message in. @returns what resolves when it has ended */
    async take(task: Task): Promise<() => Promise<void>> {
      const { message } = task;
      const action = actionOf(message);
      const name = (await sessionOf(RED, node, settings.session, message)) ?? '';
      const bytes = await audioOf(name, message).catch((error) => {
        // What comes with an action may be anything.
        if (!action) throw error;
        return undefined;
      });
      const ended = bytes ? await hear(name, bytes, task) : () => Promise.resolve();
      const session = sessions.get(name);
      if (!action || !session) return ended;
      return async () => {
        await Promise.all([ended(), action === 'close' ? session.close() : session.finalize()]);
      };
    },
    async reset(message: Message): Promise<() => Promise<void>> {
      const name = await sessionOf(RED, node, settings.session, message);
      const ended = sessions.end(name);
      status.reset(name);
      warned.clear();
      return () => ended;
    },
    async close(): Promise<void> {
      isClosed = true;
      await sessions.end();
    },
  };
}

function actionOf({ action }: Message): Action | undefined {
  if (action === undefined || action === null || action === '') return undefined;
  const known = ACTIONS.find((name) => name === action);
  if (known) return known;
  throw new DeepgramError('BAD_REQUEST', 'unknownListenAction', { action: String(action).slice(0, 50) });
}

function describe(outcome: Outcome, requestId: string | undefined, session: string): object {
  const { isFinal, isSpeechFinal, start, duration, confidence, words, channel, channels } = outcome;
  const { language, speaker, utterance, turn, event } = outcome;
  return {
    ...(requestId && { requestId }),
    session,
    final: isFinal,
    speechFinal: isSpeechFinal,
    ...{ start, duration, confidence, words, channel, channels },
    ...(language !== undefined && { language }),
    ...(speaker !== undefined && { speaker }),
    utterance,
    ...(turn !== undefined && { turn }),
    ...(event !== undefined && { event }),
  };
}
