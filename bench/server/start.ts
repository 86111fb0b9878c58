import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Turn } from '../turn.js';
import type { Order, Told } from './main.js';

export interface Server {
  readonly url: string;
  readonly pid: number;
  /** @param chunkMs - time from chunk to chunk of an answer; 0 sends it at once */
  pace(chunkMs: number): Promise<void>;
  /** How flushes are answered on sockets from now on. */
  speak(turn: Turn): Promise<void>;
  /** How many sockets there have been that offered an extension, `permessage-deflate` say. */
  offered(): Promise<number>;
  /** Resolves when no socket is open. */
  noneIsOpen(): Promise<void>;
  /** Bytes of the recording that it took last. */
  takenBytes(): Promise<number>;
  end(): void;
}

export async function startServer(): Promise<Server> {
  const child = fork(path.join(__dirname, 'main.js'));
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];

  async function tell(order: Order): Promise<Told> {
    const told = once(child, 'message');
    child.send(order);
    const [state] = (await told) as [Told];
    return state;
  }

  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    async pace(chunkMs) {
      await tell({ chunkMs });
    },
    async speak(turn) {
      await tell({ turn });
    },
    async offered() {
      return (await tell({})).offered;
    },
    async noneIsOpen() {
      await tell({ whenNoneIsOpen: true });
    },
    async takenBytes() {
      return (await tell({})).takenBytes;
    },
    end: () => child.disconnect(),
  };
}
