import { setMaxListeners } from 'node:events';
import type { CallbackTaker, Delivery } from './arrival.js';
import { type Bodies, type BodyLimits, openBodies } from './body.js';
import { deliver } from './deliver.js';
import type { Verdict } from './hand-over.js';
import type { Job, Submitter } from './job.js';
import type { Jobs } from './jobs.js';
import type { Known } from './live-stream.js';
import type { ProofSettings } from './proof.js';
import { createRemembered } from './remembered.js';
import { type Taker, takerOf, takersOf } from './takers.js';

/** What an endpoint is made of. */
export interface EndpointSettings {
  readonly id: string;
  readonly proof: ProofSettings;
  readonly limits: BodyLimits;
  readonly jobs: Jobs;
  /** A delivery was refused: it proves nothing. */
  onRefused(): void;
  /** A delivery that has proven itself was not read. @param bytes - that it says to have */
  onUnread(status: number, bytes: number | undefined): void;
  /** A delivery has failed for a reason of ours. */
  onError(error: unknown): void;
}

/** A WebSocket over which Deepgram delivers the results of one live stream. */
export interface LiveSocket {
  /** Ends it with a close code. Resolves when it is closed and all that had begun has ended. */
  end(code: number): Promise<void>;
}

/** An address of ours that Deepgram calls back. */
export interface Endpoint extends EndpointSettings {
  readonly bodies: Bodies;
  /** True where somebody takes results. */
  hasTakers(): boolean;
  /** Tells those who take results that the number of jobs that wait may have changed. */
  tellWaiting(): void;
  /** Who takes the result of a submitter's job. */
  takerFor(submitter: Submitter): CallbackTaker | undefined;
  /** Aborted when the endpoint closes. */
  readonly signal: AbortSignal;
  /**
   * Lets somebody take results.
   *
   * @returns what ends it. `removed`: it is not to come back; else nobody gets its results in the meantime
   */
  join(taker: CallbackTaker): (removed: boolean) => void;
  /** A deploy is complete: all who take results have joined. Before the first one nothing is taken. */
  settle(): void;
  /** Who takes a job's result, or what is no job of ours; nobody while one of them is being deployed. */
  takersOf(job: Job | undefined): CallbackTaker[];
  /**
   * Waits for those who take results and are being deployed.
   *
   * @returns false where nobody is, or the endpoint closes
   */
  untilBack(): Promise<boolean>;
  /** Hands a delivery to whom it belongs. Rejects when the store fails. */
  deliver(delivery: Delivery): Promise<Verdict>;
  /** The WebSockets over which live streams are delivered. */
  readonly sockets: Set<LiveSocket>;
  /** Resolves when everything that had begun has ended. */
  close(): Promise<void>;
}

/** The close code of who goes away, for a deploy or for good (RFC 6455, 7.4.1). */
const LEAVING = 1001;

/** How many deliveries that are no jobs of ours are remembered, to know them when they come again. */
const SEEN_LIMIT = 10_000;

/** A place among those who take results; without a taker while that is being deployed. */
interface Place extends Taker {
  readonly taker?: CallbackTaker;
}

/** Opens an endpoint. */
export function openEndpoint(settings: EndpointSettings): Endpoint {
  const { jobs, onError } = settings;
  const places = new Map<string, Place>();
  const closing = new AbortController();
  const { signal } = closing;
  // Each delivery that a flow holds listens.
  setMaxListeners(0, signal);
  const bodies = openBodies(settings.limits);
  const sockets = new Set<LiveSocket>();
  let isReady = false;
  /** Those who wait for a taker, until one is back. */
  let waiting: ((isBack: boolean) => void)[] = [];

  function wake(isBack: boolean): void {
    const woken = waiting;
    waiting = [];
    for (const tell of woken) tell(isBack);
  }

  /** Who takes a result; nobody, where one of them is just not there: Deepgram will try again. */
  function takersNow(job: Job | undefined): CallbackTaker[] {
    if (!isReady || signal.aborted) return [];
    const takers = takersOf(places.values(), job).map(({ taker }) => taker);
    return takers.every((taker) => taker !== undefined) ? takers : [];
  }

  const desk = { jobs, takersOf: takersNow, known: createRemembered<Known>(SEEN_LIMIT), signal, onError };
  return {
    ...settings,
    signal,
    bodies,
    sockets,
    takersOf: takersNow,
    untilBack() {
      const isComing = !isReady || [...places.values()].some(({ taker }) => !taker);
      if (!isComing || signal.aborted) return Promise.resolve(false);
      return new Promise((resolve) => waiting.push(resolve));
    },
    hasTakers: () => isReady && places.size > 0,
    tellWaiting() {
      for (const { taker } of places.values()) taker?.onWaiting();
    },
    takerFor: (submitter) => takerOf(places.values(), submitter)?.taker,
    join(taker) {
      const { id, flow, scope } = taker;
      const place = { id, flow, scope, taker };
      places.set(id, place);
      wake(true);
      return (removed) => {
        if (places.get(id) !== place) return;
        if (removed) places.delete(id);
        else places.set(id, { id, flow, scope });
      };
    },
    settle() {
      isReady = true;
      // Who has not come back takes its results elsewhere now.
      for (const [id, { taker }] of places) if (!taker) places.delete(id);
      wake(true);
    },
    deliver: (delivery) => deliver(desk, delivery),
    async close() {
      closing.abort();
      bodies.close();
      wake(false);
      await Promise.all([...sockets].map((socket) => socket.end(LEAVING)));
      await jobs.close();
    },
  };
}
