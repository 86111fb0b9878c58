/** Lets one thing happen at a time for each id, in the order of asking. */
export interface Turns {
  /** Does `work` when all that was asked for the id before has ended. @returns what it resolves or rejects with */
  take<T>(id: string, work: () => Promise<T>): Promise<T>;
  /** Resolves when all that has been asked so far has ended. */
  idle(): Promise<void>;
}

/** Begins with nobody's turn. */
export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return {
    take(id, work) {
      const before = last.get(id);
      const turn = before ? before.then(work, work) : work();
      last.set(id, turn);
      const leave = () => {
        if (last.get(id) === turn) last.delete(id);
      };
      turn.then(leave, leave);
      return turn;
    },
    async idle() {
      await Promise.allSettled(last.values());
    },
  };
}
