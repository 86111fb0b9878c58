import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Deliveries, Sent } from '../delivery.js';

export interface Sender {
  readonly pid: number;
  /** Delivers, and resolves when the last answer has come. Rejects when one is no 200. */
  send(deliveries: Deliveries): Promise<Sent>;
  end(): void;
}

/** A sender that says nothing for so long waits for an answer that will not come. */
const PATIENCE_MS = 60_000;

export function startSender(): Sender {
  const child = fork(path.join(__dirname, 'main.js'));
  const failed = once(child, 'exit').then(([code]) =>
    Promise.reject(new Error(`The sender ended with ${code}`)),
  );
  failed.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    async send(deliveries) {
      const told = once(child, 'message', { signal: AbortSignal.timeout(PATIENCE_MS) });
      child.send(deliveries);
      const [answer] = (await Promise.race([told, failed])) as [{ sent: Sent } | { error: string }];
      if ('error' in answer) throw new Error(answer.error);
      return answer.sent;
    },
    end: () => child.disconnect(),
  };
}
