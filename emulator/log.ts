import { EventEmitter, once } from 'node:events';

/** What happened, in order, with a way to wait for it. */
export interface Log<Entry> {
  readonly all: Entry[];
  add(entry: Entry): void;
  /** To be called after every change of an entry. */
  changed(): void;
  /** The first entry, there already or still to come, that fits. Rejects when the log closes first. */
  wait(fits: (entry: Entry) => boolean): Promise<Entry>;
  /** Ends all waits. */
  close(): void;
}

/** @param limit how many entries are remembered; the oldest is forgotten first */
export function createLog<Entry>(limit: number): Log<Entry> {
  const all: Entry[] = [];
  const changes = new EventEmitter().setMaxListeners(0);
  let closed = false;
  const find = async (fits: (entry: Entry) => boolean): Promise<Entry> => {
    for (;;) {
      const found = all.find(fits);
      if (found !== undefined) return found;
      if (closed) throw new Error('The emulator was closed before it happened.');
      await once(changes, 'change');
    }
  };
  return {
    all,
    add: (entry) => {
      all.push(entry);
      if (all.length > limit) all.shift();
    },
    changed: () => void changes.emit('change'),
    wait: (fits) => {
      const found = find(fits);
      // Whoever does not wait any more need not hear that it was in vain.
      found.catch(() => undefined);
      return found;
    },
    close: () => {
      closed = true;
      changes.emit('change');
    },
  };
}
