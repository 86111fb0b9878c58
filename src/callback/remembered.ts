/** What is remembered of the names that came last. */
export interface Remembered<Value> {
  get(name: string): Value | undefined;
  set(name: string, value: Value): void;
}

/** @param limit - how many names are remembered; the one that came first is forgotten first */
export function createRemembered<Value>(limit: number): Remembered<Value> {
  const values = new Map<string, Value>();
  // In the order they came, round and round: a Map that lost its first ones is slow to tell its first.
  const ring: string[] = [];
  let place = 0;
  return {
    get: (name) => values.get(name),
    set(name, value) {
      if (!values.has(name)) {
        const oldest = ring[place];
        if (oldest !== undefined) values.delete(oldest);
        ring[place] = name;
        place = (place + 1) % limit;
      }
      values.set(name, value);
    },
  };
}
