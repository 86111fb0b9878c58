/** Lets audio leave no faster than it is heard. */
export interface Pacer {
  /** Lets something leave when its turn has come. @param ms - how long it is heard */
  put(ms: number, leave: () => void): void;
  /** Throws away all that has not left. What had left is taken to be silenced too. */
  drop(): void;
  /** ms of audio that waits. */
  readonly waiting: number;
}

/**
 * @param ahead - ms of audio that may leave ahead of real time; undefined: all leaves as it comes
 * @param onLeft - called when something that waited has left
 */
export function createPacer(ahead: number | undefined, onLeft: () => void): Pacer {
  if (ahead === undefined) return { put: (_ms, leave) => leave(), drop: () => undefined, waiting: 0 };
  const lead = ahead;
  const queue: { ms: number; leave: () => void }[] = [];
  let waiting = 0;
  /** When the last of what has left will have been heard. */
  let heardUntil = 0;
  let timer: NodeJS.Timeout | undefined;

  function run(): void {
    timer = undefined;
    for (let next = queue[0]; next; next = queue[0]) {
      const now = performance.now();
      // What is longer than `ahead` leaves when all before it has been heard.
      const early = Math.min(heardUntil, heardUntil + next.ms - lead) - now;
      if (early > 0) {
        timer = setTimeout(run, Math.ceil(early));
        return;
      }
      queue.shift();
      waiting -= next.ms;
      heardUntil = Math.max(heardUntil, now) + next.ms;
      next.leave();
      onLeft();
    }
  }

  return {
    put(ms, leave) {
      queue.push({ ms, leave });
      waiting += ms;
      if (timer === undefined && queue.length === 1) run();
    },
    drop() {
      clearTimeout(timer);
      timer = undefined;
      queue.length = 0;
      waiting = 0;
      heardUntil = 0;
    },
    get waiting() {
      return waiting;
    },
  };
}
