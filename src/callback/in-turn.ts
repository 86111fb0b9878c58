/**
 * Lets one thing happen at a time for each id, in the order of asking.
 *
 * @returns what `work` resolves or rejects with
 */
export function createTurns(): <T>(id: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return (id, work) => {
    const before = last.get(id);
    const turn = before ? before.then(work, work) : work();
    last.set(id, turn);
    const leave = () => {
      if (last.get(id) === turn) last.delete(id);
    };
    turn.then(leave, leave);
    return turn;
  };
}
