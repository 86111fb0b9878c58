import type { Deliveries, Sent } from './delivery.js';
import type { PeerProcess } from './process/start.js';
import type { Sender } from './sender/start.js';

/** How a receiver has taken deliveries. */
export interface Received extends Sent {
  /** User and system time of the receiver's whole process. */
  readonly cpuMs: number;
  readonly messages: number;
  readonly clones: number;
}

/** Delivers to a receiver, and makes sure that every result has come to the end of its flow once. */
export async function receive(
  peer: PeerProcess,
  sender: Sender,
  deliveries: Omit<Deliveries, 'origin'>,
): Promise<Received> {
  const before = await peer.tally();
  const sent = await sender.send({ origin: peer.origin, ...deliveries });
  const after = await peer.tally();
  const arrivals = after.arrivals - before.arrivals;
  if (arrivals !== sent.count) throw new Error(`${sent.count} deliveries, but ${arrivals} results`);
  return {
    ...sent,
    cpuMs: after.cpuMs - before.cpuMs,
    messages: after.messages - before.messages,
    clones: after.clones - before.clones,
  };
}
