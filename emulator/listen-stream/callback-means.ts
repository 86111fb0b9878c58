import type { Account } from '../received.js';
import type { Outlet } from './teller.js';

/** Where the results of a stream go instead of to its client. */
export interface CallbackOutlet {
  readonly send: Outlet;
  /** Nothing more will be sent; settles when the stream itself may end. */
  close(): Promise<void>;
}

/** What a callback needs. */
export type CallbackMeans = Pick<Account, 'deliver' | 'trust' | 'closed'>;
