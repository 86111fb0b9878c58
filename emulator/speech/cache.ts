/** Keeps what was made last. */
export interface Cache {
  get(key: string): Buffer | undefined;
  set(key: string, value: Buffer): void;
}

/** @param limit how many bytes are kept in all; what was not used for longest goes first */
export function createCache(limit: number): Cache {
  const entries = new Map<string, Buffer>();
  let size = 0;
  const remove = (key: string): void => {
    size -= entries.get(key)?.length ?? 0;
    entries.delete(key);
  };
  return {
    get: (key) => {
      const value = entries.get(key);
      if (value === undefined) return undefined;
      entries.delete(key);
      entries.set(key, value);
      return value;
    },
    set: (key, value) => {
      remove(key);
      if (value.length > limit) return;
      entries.set(key, value);
      size += value.length;
      for (const oldest of entries.keys()) {
        if (size <= limit) return;
        remove(oldest);
      }
    },
  };
}
