import { evaluateAtOnce, type Property } from './property.js';
import type { Message, Node, Red } from './runtime.js';

/** The sessions of one node, by name. */
export interface Sessions<Session extends { end(): Promise<void> }> {
  get(name: string): Session | undefined;
  /** The session of that name; opened where there is none. */
  getOrOpen(name: string, open: () => Session): Session;
  /** A session has ended by itself. @returns false where another one has its name by now */
  forget(name: string, session: Session): boolean;
  /** Ends a session at once; all of them where no name is given. Resolves when their sockets are closed. */
  end(name?: string): Promise<void>;
}

/** Begins without a session. */
export function createSessions<Session extends { end(): Promise<void> }>(): Sessions<Session> {
  const sessions = new Map<string, Session>();
  return {
    get: (name) => sessions.get(name),
    getOrOpen(name, open) {
      const session = sessions.get(name) ?? open();
      sessions.set(name, session);
      return session;
    },
    forget(name, session) {
      return sessions.get(name) === session && sessions.delete(name);
    },
    async end(name) {
      const names = name === undefined ? [...sessions.keys()] : [name];
      const ended = names.map((one) => sessions.get(one)?.end());
      for (const one of names) sessions.delete(one);
      await Promise.all(ended);
    },
  };
}

/**
 * The name of the session that a message belongs to: that of its WebSocket client (`_session`, as core's websocket
 * in sets it), or what the node is set to.
 *
 * @param property - undefined: by `_session`
 * @returns undefined where the message names none; it belongs to the session that has no name
 */
export async function sessionOf(
  RED: Red,
  node: Node,
  property: Property | undefined,
  message: Message,
): Promise<string | undefined> {
  const value = property
    ? await evaluateAtOnce(RED, node, property, message)
    : (message._session as { id?: unknown } | undefined | null)?.id;
  return value === undefined || value === null || value === '' ? undefined : String(value);
}
