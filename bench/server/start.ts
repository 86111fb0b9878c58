import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

export interface Server {
  readonly url: string;
  readonly pid: number;
  /** @param chunkMs - time from chunk to chunk of an answer; 0 sends it at once */
  pace(chunkMs: number): Promise<void>;
  end(): void;
}

export async function startServer(): Promise<Server> {
  const child = fork(path.join(__dirname, 'main.js'));
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    async pace(chunkMs) {
      const paced = once(child, 'message');
      child.send({ chunkMs });
      await paced;
    },
    end: () => child.disconnect(),
  };
}
