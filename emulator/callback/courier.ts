import { pause } from '../faults/bodies.js';
import type { Log } from '../log.js';
import type { Accepted, Parcel } from './accepted.js';
import { attempt, isSuccess, type Made } from './attempt.js';
import { takeCredentials } from './credentials.js';
import type { Delivery } from './delivery.js';
import { type CallbackOptions, RETRIES, RETRY_EVERY_MS } from './options.js';

/** What is delivered, and which of its first attempts break off. */
export interface Shipment extends Parcel {
  readonly cut?: { readonly afterBytes: number; readonly attempts: number };
}

/** Delivers for one request. */
export interface Courier {
  /** Tries once; whether it was a success. */
  attempt(shipment: Shipment): Promise<boolean>;
  /** What follows an attempt that failed: waits and tries again, until it is a success or given up. */
  retry(shipment: Shipment): Promise<void>;
  /** Tries, and tries again, until it is a success or given up. */
  deliver(shipment: Shipment): Promise<void>;
}

/**
 * That other statuses than 2xx are tried again is documented; for refused connections and for answers that
 * don't come it is assumed.
 *
 * @param closed ends everything
 */
export function createCourier(
  accepted: Accepted,
  options: CallbackOptions,
  log: Log<Delivery>,
  closed: AbortSignal,
): Courier {
  const { requestId, method } = accepted;
  const { url, authorization } = takeCredentials(accepted.callback);
  const headers = {
    ...(authorization === undefined ? {} : { authorization }),
    ...(options.requestIdHeader === true ? { 'dg-request-id': requestId } : {}),
    ...(options.keyId === undefined ? {} : { 'dg-token': options.keyId }),
  };
  let attempts = 0;
  let made: Promise<Made> | undefined;

  const tryOnce = async ({ cut, ...parcel }: Shipment): Promise<boolean> => {
    made ??= make(parcel, closed);
    const content = await made;
    if (closed.aborted) return false;
    attempts += 1;
    const breaksOff = cut !== undefined && attempts <= cut.attempts;
    const outgoing = { url, method, headers, contentType: parcel.contentType, content };
    const delivery: Delivery = {
      ...{ requestId, attempt: attempts, method, url: url.href },
      ...{ at: Date.now(), ended: false },
    };
    log.add(delivery);
    const outcome = await attempt(
      breaksOff ? { ...outgoing, cutAfterBytes: cut.afterBytes } : outgoing,
      options,
      closed,
    );
    Object.assign(delivery, outcome, { ended: true });
    log.changed();
    return isSuccess(outcome);
  };
  const retry = async (shipment: Shipment): Promise<void> => {
    const { retries = RETRIES, retryEveryMs = RETRY_EVERY_MS } = options;
    for (let left = retries; left > 0; left -= 1) {
      await pause(retryEveryMs, closed);
      if (closed.aborted || (await tryOnce(shipment))) return;
    }
  };
  return {
    attempt: tryOnce,
    retry,
    deliver: async (shipment) => {
      if (!(await tryOnce(shipment))) await retry(shipment);
    },
  };
}

/** Deepgram delivers what it has finished; made once here, it is the same for every attempt while cached. */
async function make({ content }: Parcel, closed: AbortSignal): Promise<Made> {
  if (typeof content !== 'function') return content;
  for await (const _ of content(closed)) if (closed.aborted) break;
  return content;
}
