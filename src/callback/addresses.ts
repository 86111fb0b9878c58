import type { Endpoint } from './endpoint.js';

/** Which endpoint listens where on one server. Endpoints come and go with deploys; the server's one route stays. */
export interface Addresses {
  /**
   * Lets an endpoint listen.
   *
   * @returns what ends it, or undefined where another endpoint has the path
   */
  claim(path: string, endpoint: Endpoint): ((removed: boolean) => void) | undefined;
  /** Who listens at a path; `closed` between the two halves of a deploy. */
  at(path: string): Endpoint | 'closed' | undefined;
  /** Gives up a path that an endpoint has closed, because it has come back elsewhere. */
  leave(id: string): void;
  /** True where nobody listens any more, and nobody is to come back. */
  isEmpty(): boolean;
}

/** A path, whose it is, and the endpoint while that is open. */
interface Place {
  readonly id: string;
  readonly endpoint?: Endpoint;
}

/** Opens the list of one server. */
export function openAddresses(): Addresses {
  const places = new Map<string, Place>();

  function leave(id: string): void {
    for (const [path, place] of places) if (place.id === id && !place.endpoint) places.delete(path);
  }

  return {
    claim(path, endpoint) {
      const { id } = endpoint;
      const holder = places.get(path);
      if (holder?.endpoint || (holder && holder.id !== id)) return undefined;
      leave(id);
      places.set(path, { id, endpoint });
      return (removed) => {
        if (places.get(path)?.endpoint !== endpoint) return;
        if (removed) places.delete(path);
        else places.set(path, { id });
      };
    },
    at(path) {
      const place = places.get(path);
      return place && (place.endpoint ?? 'closed');
    },
    leave,
    isEmpty: () => places.size === 0,
  };
}
