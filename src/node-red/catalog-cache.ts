/** A value, and for how many ms it counts. */
export interface Kept<T> {
  readonly value: T;
  readonly ms: number;
}

/** Gives what is kept under a name, or loads it: once for all who ask meanwhile. */
export type Cache<T> = (name: string, load: () => Promise<Kept<T>>) => Promise<T>;

interface Entry<T> {
  readonly value: Promise<T>;
  until: number;
}

/**
 * Keeps values for a while.
 *
 * @param limit - how many; what was not asked for longest goes first
 * @param now - ms of a clock that goes on evenly
 */
export function createCache<T>(limit: number, now: () => number = () => performance.now()): Cache<T> {
  const entries = new Map<string, Entry<T>>();

  return (name, load) => {
    const known = entries.get(name);
    entries.delete(name);
    const entry = known && known.until > now() ? known : begin(name, load);
    entries.set(name, entry);
    for (const oldest of entries.keys()) {
      if (entries.size <= limit) break;
      entries.delete(oldest);
    }
    return entry.value;
  };

  function begin(name: string, load: () => Promise<Kept<T>>): Entry<T> {
    const loading = load();
    const entry: Entry<T> = { value: loading.then(({ value }) => value), until: Number.POSITIVE_INFINITY };
    loading.then(
      ({ ms }) => {
        entry.until = now() + ms;
      },
      () => {
        if (entries.get(name) === entry) entries.delete(name);
      },
    );
    return entry;
  }
}
