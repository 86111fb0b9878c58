import { setMaxListeners } from 'node:events';
import type { CallbackTaker, Delivery } from './arrival.js';
import type { Budget } from './budget.js';
import { deliver, type Verdict } from './deliver.js';
import type { Jobs } from './jobs.js';
import type { ProofSettings } from './proof.js';
import { createSeen } from './seen.js';

/** What an endpoint is made of. */
export interface EndpointSettings {
  readonly id: string;
  readonly proof: ProofSettings;
  /** Bytes that a delivery may have. */
  readonly maxBody: number;
  /** What the bodies of all endpoints may take together. */
  readonly budget: Budget;
  readonly jobs: Jobs;
  /** A delivery was refused. */
  onRefused(): void;
  /** A delivery has failed for a reason of ours. */
  onError(error: unknown): void;
}

/** An address of ours that Deepgram calls back. */
export interface Endpoint extends EndpointSettings {
  readonly takers: ReadonlySet<CallbackTaker>;
  /** Aborted when the endpoint closes. */
  readonly signal: AbortSignal;
  /** Lets somebody take results. @returns what ends it */
  join(taker: CallbackTaker): () => void;
  /** Hands a delivery to whom it belongs. Rejects when the store fails. */
  deliver(delivery: Delivery): Promise<Verdict>;
  close(): void;
}

/** How many deliveries that are no jobs of ours are remembered, to know them when they come again. */
const SEEN_LIMIT = 10_000;

/** Opens an endpoint. */
export function openEndpoint(settings: EndpointSettings): Endpoint {
  const { jobs } = settings;
  const takers = new Set<CallbackTaker>();
  const closing = new AbortController();
  const { signal } = closing;
  // Each delivery that is being read, or that a flow holds, listens.
  setMaxListeners(0, signal);
  const desk = { jobs, takers, seen: createSeen(SEEN_LIMIT), signal };
  return {
    ...settings,
    takers,
    signal,
    join(taker) {
      takers.add(taker);
      return () => takers.delete(taker);
    },
    deliver: (delivery) => deliver(desk, delivery),
    close() {
      closing.abort();
      jobs.close();
    },
  };
}
