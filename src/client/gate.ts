/**
 * Lets calls through as long as they are wanted: those that come too early wait, those that come too late are
 * dropped.
 */
export interface Gate {
  /** The same function, behind the gate. */
  pass<Values extends unknown[]>(tell: (...values: Values) => void): (...values: Values) => void;
  /** Lets through what waits, and all that comes. */
  open(): void;
  /** Lets nothing more through. */
  shut(): void;
}

/** Makes a gate at which all wait. */
export function createGate(): Gate {
  let waiting: (() => void)[] | undefined = [];
  let isShut = false;
  return {
    pass(tell) {
      return (...values) => {
        if (isShut) return;
        if (waiting) waiting.push(() => tell(...values));
        else tell(...values);
      };
    },
    open() {
      const early = waiting ?? [];
      waiting = undefined;
      for (const tell of early) if (!isShut) tell();
    },
    shut() {
      isShut = true;
      waiting = undefined;
    },
  };
}
