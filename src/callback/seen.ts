/** What has been seen of late. */
export interface Seen {
  has(name: string): boolean;
  add(name: string): void;
}

/** @param limit - how many names are remembered; the oldest is forgotten first */
export function createSeen(limit: number): Seen {
  const names = new Set<string>();
  // In the order they came, round and round: a Set that lost its first ones is slow to tell its first.
  const ring: string[] = [];
  let place = 0;
  return {
    has: (name) => names.has(name),
    add(name) {
      if (names.has(name)) return;
      const oldest = ring[place];
      if (oldest !== undefined) names.delete(oldest);
      ring[place] = name;
      place = (place + 1) % limit;
      names.add(name);
    },
  };
}
