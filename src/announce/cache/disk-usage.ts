/** An entry on disk. */
export interface DiskEntry {
  /** The digest that names its content. */
  readonly integrity: string;
  readonly bytes: number;
}

/** What lies on disk, from the least to the most recently used. */
export interface DiskUsage {
  /** Of all entries. */
  bytes(): number;
  entries(): number;
  get(key: string): DiskEntry | undefined;
  /** Counts a use, where there is such an entry. */
  use(key: string): void;
  /** Adds an entry as the most recently used; there must be none of that key. */
  add(key: string, entry: DiskEntry): void;
  remove(key: string): void;
  leastUsed(): readonly [key: string, entry: DiskEntry] | undefined;
}

/** Begins with nothing. */
export function createDiskUsage(): DiskUsage {
  const all = new Map<string, DiskEntry>();
  let bytes = 0;
  return {
    bytes: () => bytes,
    entries: () => all.size,
    get: (key) => all.get(key),
    use(key) {
      const entry = all.get(key);
      if (entry && all.delete(key)) all.set(key, entry);
    },
    add(key, entry) {
      all.set(key, entry);
      bytes += entry.bytes;
    },
    remove(key) {
      bytes -= all.get(key)?.bytes ?? 0;
      all.delete(key);
    },
    leastUsed() {
      const [first] = all;
      return first;
    },
  };
}
