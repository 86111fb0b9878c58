import type { Account } from '../client/account.js';
import { DeepgramError } from '../client/errors.js';
import { noTrouble } from '../client/reconnect.js';
import { checkStream } from '../speak/check.js';
import { STREAM_LIMITS } from '../speak/stream/limits.js';
import { openSession, type SpeakSession } from '../speak/stream/session.js';
import { type StreamWish, streamWish } from '../speak/stream/wish.js';
import { readText } from '../speak/text/to-text.js';
import { accountOf } from './account-node.js';
import type { Task } from './input.js';
import { dropCommands, placeFor } from './message.js';
import { createPending } from './pending.js';
import { evaluate } from './property.js';
import type { Message, Node, Red, Send } from './runtime.js';
import { createSessions, sessionOf } from './sessions.js';
import { isAlike, pieceMessage, type SpokenInput } from './speak-stream-message.js';
import type { SpeakStreamSettings } from './speak-stream-settings.js';
import { createStreamStatus } from './stream-status.js';
import { inWords, nameOf, refuse } from './texts.js';
import { readWish } from './wish.js';

const ACTIONS = ['flush', 'clear', 'close'] as const;
type Action = (typeof ACTIONS)[number];

/** The sessions of a deepgram-speak-stream node, and what messages do with them. */
export function createSpeakStream(RED: Red, node: Node, settings: SpeakStreamSettings) {
  const sessions = createSessions<SpeakSession<SpokenInput>>();
  const status = createStreamStatus(RED, node);
  const trouble = noTrouble();
  let isClosed = false;

  /** Sends, and survives what can't be sent: a message may have properties that throw when they are copied. */
  function sendSafely(send: Send, messages: (Message | null)[]): void {
    try {
      if (!isClosed) send(messages);
    } catch (thrown) {
      node.error(inWords(RED, thrown));
    }
  }

  function tell(message: Message, session: string, topic: string, payload: unknown): void {
    sendSafely(node.send.bind(node), [null, { ...message, topic, payload, deepgram: { session } }]);
  }

  function open(name: string, account: Account, message: Message): SpeakSession<SpokenInput> {
    const base = { ...message };
    dropCommands(base);
    const session = openSession<SpokenInput>(account, {
      ...settings,
      trouble,
      limits: STREAM_LIMITS,
      isAlike: (one, other) => isAlike(one.task.message, other.task.message, settings.text.value),
      onPiece(piece) {
        const first = piece.outgoing.utterance.runs[0]?.share.input;
        if (first)
          sendSafely(first.task.send, [pieceMessage(RED, first, piece, settings.output, name), null]);
      },
      onEvent: (type, payload) => tell(base, name, type, payload),
      onState: (state) => status.tell(name, state),
      onOver() {
        if (sessions.forget(name, session)) status.forget(name);
      },
    });
    return session;
  }

  async function wishOf(message: Message): Promise<StreamWish> {
    const wish = await readWish(RED, node, settings, message);
    refuse(RED, checkStream(wish.model, wish.parameters));
    return streamWish(wish);
  }

  /** Speaks a text. Resolves when all of it has been spoken or cleared. */
  async function speak(name: string, text: string, task: Task): Promise<() => Promise<void>> {
    const { message } = task;
    const account = accountOf(RED, settings.account);
    const place = placeFor(RED, settings.output, message);
    const wish = await wishOf(message);
    // Meanwhile flows may have been deployed.
    if (isClosed || task.signal.aborted) return () => Promise.resolve();
    const session = sessions.getOrOpen(name, () => open(name, account, message));
    const { end, ended } = createPending();
    session.speak(text, { task, place, end }, wish);
    return () => ended;
  }

  /** What was given is a whole reply; also where nothing of it is left. */
  function flush(name: string, message: Message): void {
    const session = sessions.get(name);
    if (session) session.flush();
    else {
      const base = { ...message };
      dropCommands(base);
      tell(base, name, 'reply-end', {});
    }
  }

  return {
    status,
    /** Takes a message in. @returns what resolves when it has ended */
    async take(task: Task): Promise<() => Promise<void>> {
      const { message } = task;
      const action = actionOf(message);
      const name = (await sessionOf(RED, node, settings.session, message)) ?? '';
      const session = sessions.get(name);
      if (action === 'clear') session?.clear();
      if (action === 'close') return () => session?.close() ?? Promise.resolve();
      if (action === 'clear') return () => Promise.resolve();
      const value = await evaluate(RED, node, settings.text, message);
      const isFlush = action === 'flush' || message.complete === true;
      const text = readText(value, nameOf(settings.text), isFlush);
      try {
        return text === '' ? () => Promise.resolve() : await speak(name, text, task);
      } finally {
        if (isFlush) flush(name, message);
      }
    },
    async reset(message: Message): Promise<() => Promise<void>> {
      const name = await sessionOf(RED, node, settings.session, message);
      const ended = sessions.end(name);
      status.reset(name);
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
  if (!known)
    throw new DeepgramError('BAD_REQUEST', 'unknownAction', { action: String(action).slice(0, 50) });
  return known;
}
