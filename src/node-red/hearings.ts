/** A session, as far as its name goes. */
interface Closable {
  /** Its end has begun: it takes no more audio, and its last words are still to come. */
  readonly isClosing: boolean;
  /** Ends it at once. */
  end(): Promise<void>;
}

/** The sessions of one node that listen, by name. One whose end has begun makes room for the next of its name. */
export interface Hearings<Session extends Closable> {
  /** The one that takes audio. */
  get(name: string): Session | undefined;
  add(name: string, session: Session): void;
  /** True for the one that has the name, even while it closes; false when another has it, or it was ended. */
  isNewest(name: string, session: Session): boolean;
  /** A session has ended by itself. @returns false where another one has its name by now */
  forget(name: string, session: Session): boolean;
  /** Ends at once those of a name; all where none is given. Resolves when their sockets are closed. */
  end(name?: string): Promise<void>;
}

/** Begins without a session. */
export function createHearings<Session extends Closable>(): Hearings<Session> {
  const newest = new Map<string, Session>();
  /** Those that close, too: a deploy waits for all. */
  const names = new Map<Session, string>();

  async function endOne(session: Session): Promise<void> {
    await session.end();
    names.delete(session);
  }

  return {
    get(name) {
      const session = newest.get(name);
      return session?.isClosing ? undefined : session;
    },
    add(name, session) {
      newest.set(name, session);
      names.set(session, name);
    },
    isNewest: (name, session) => newest.get(name) === session,
    forget(name, session) {
      names.delete(session);
      return newest.get(name) === session && newest.delete(name);
    },
    async end(name) {
      const those = [...names].filter(([, one]) => name === undefined || one === name);
      for (const [session, one] of those) if (newest.get(one) === session) newest.delete(one);
      await Promise.all(those.map(([session]) => endOne(session)));
    },
  };
}
