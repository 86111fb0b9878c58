/** What has been seen of late. */
export interface Seen {
  has(name: string): boolean;
  add(name: string): void;
}

/** @param limit - how many names are remembered; the oldest is forgotten first */
export function createSeen(limit: number): Seen {
  const names = new Set<string>();
  return {
    has: (name) => names.has(name),
    add(name) {
      names.add(name);
      const [oldest] = names;
      if (names.size > limit && oldest !== undefined) names.delete(oldest);
    },
  };
}
