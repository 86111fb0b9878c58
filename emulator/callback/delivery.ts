/** One attempt to deliver a result. */
export interface Delivery {
  readonly requestId: string;
  /** Counted from 1 for each request, duplicates included. */
  readonly attempt: number;
  readonly method: 'POST' | 'PUT';
  /** Without credentials. */
  readonly url: string;
  /** When it began, in milliseconds since the epoch. */
  readonly at: number;
  /** What was answered; absent where there was no answer. */
  status?: number;
  /** Why there was no answer: the socket's error code, or `TIMEOUT`, `CUT`, `CLOSED`. */
  error?: string;
  /** It is over, one way or the other. */
  ended: boolean;
}

/** Which attempt is meant. */
export type DeliveryPredicate = (delivery: Delivery) => boolean;
