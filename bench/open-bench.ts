import { type PeerProcess, startPeer } from './process/start.js';
import type { Bench } from './row.js';
import { startSender } from './sender/start.js';
import { startServer } from './server/start.js';

export interface OpenBench extends Bench {
  /** The processes that run now. */
  pids(): number[];
  close(): Promise<void>;
}

/** Starts the server and the sender; peers start when a row first asks for them, and stay. */
export async function openBench(seconds: number): Promise<OpenBench> {
  const server = await startServer();
  const sender = startSender();
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
    sender,
    seconds,
    startPeer: start,
    peer(name) {
      const peer = kept.get(name) ?? start(name);
      kept.set(name, peer);
      return peer;
    },
    pids: () => [server.pid, sender.pid, ...[...running].map(({ pid }) => pid)],
    async close() {
      server.end();
      sender.end();
      await Promise.all([...running].map((peer) => peer.end()));
    },
  };
}
