import { type PeerProcess, startPeer } from './process/start.js';
import type { Bench } from './row.js';
import { startServer } from './server/start.js';

export interface OpenBench extends Bench {
  /** The processes that run now. */
  pids(): number[];
  close(): Promise<void>;
}

/** Starts the server; peers start when a row first asks for them, and stay. */
export async function openBench(seconds: number): Promise<OpenBench> {
  const server = await startServer();
  const kept = new Map<string, Promise<PeerProcess>>();
  const running = new Set<PeerProcess>();

  async function start(name: string): Promise<PeerProcess> {
    const peer = await startPeer(name, server.url);
    const process: PeerProcess = {
      ...peer,
      async end() {
        running.delete(process);
        await peer.end();
      },
    };
    running.add(process);
    return process;
  }

  return {
    server,
    seconds,
    startPeer: start,
    peer(name) {
      const peer = kept.get(name) ?? start(name);
      kept.set(name, peer);
      return peer;
    },
    pids: () => [server.pid, ...[...running].map(({ pid }) => pid)],
    async close() {
      server.end();
      await Promise.all([...running].map((peer) => peer.end()));
    },
  };
}
