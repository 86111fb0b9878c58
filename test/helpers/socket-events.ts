import { EventEmitter, once } from 'node:events';
import type { SocketEnd, SocketEvents } from '../../src/client/socket.js';

/** What has come on a socket. */
export interface Heard extends SocketEvents {
  readonly texts: string[];
  readonly frames: Buffer[];
  readonly ends: SocketEnd[];
  /** Waits until something is so. */
  until(isSo: () => boolean): Promise<void>;
  /** Waits for the end. */
  ended(): Promise<SocketEnd>;
}

/** Listens to a socket. */
export function hear(): Heard {
  const changes = new EventEmitter();
  const [texts, frames, ends]: [string[], Buffer[], SocketEnd[]] = [[], [], []];
  function keep<T>(list: T[]): (event: T) => void {
    return (event) => {
      list.push(event);
      changes.emit('change');
    };
  }
  async function until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await once(changes, 'change');
  }
  return {
    ...{ texts, frames, ends, until },
    onText: keep(texts),
    onBinary: keep(frames),
    onClose: keep(ends),
    async ended() {
      await until(() => ends.length > 0);
      return ends[0] as SocketEnd;
    },
  };
}
