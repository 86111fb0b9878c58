import type { PeerProcess } from './process/start.js';
import type { Sender } from './sender/start.js';
import type { Server } from './server/start.js';

/** What one sample says: a number for each of the row's figures. */
export type Sample = Readonly<Record<string, number>>;

/** What a row works with. */
export interface Bench {
  readonly server: Server;
  readonly sender: Sender;
  /** How long one sample of a throughput takes. */
  readonly seconds: number;
  /** The one long-lived process of a peer. It is idle most of the time. */
  peer(name: string): Promise<PeerProcess>;
  /** A process of the sample's own, which the sample ends. */
  startPeer(name: string): Promise<PeerProcess>;
}

/** Something that is measured of several peers: what each file in `rows/` exports a list of, as `rows`. */
export interface Row {
  /** Name for `--row`. */
  readonly name: string;
  /** Files in `peers/`. The first is the one that the others are compared with. */
  readonly peers: readonly string[];
  /** Its figures, by the names that samples use. */
  readonly figures: Readonly<Record<string, Figure>>;
  readonly goals: readonly Goal[];
  /** Samples of each peer in each round; one unless told otherwise. */
  readonly samplesPerRound?: number;
  sample(peer: string, bench: Bench): Promise<Sample>;
}

export interface Figure {
  /** With its unit. */
  readonly title: string;
  /** Decimals. */
  readonly digits: number;
}

/** A promise about the medians of one figure. */
export interface Goal {
  readonly name: string;
  readonly figure: string;
  readonly peer: string;
  /** Without another peer, the figure itself counts. */
  readonly than?: { readonly peer: string; readonly as: 'ratio' | 'difference' };
  readonly wanted: 'atLeast' | 'atMost';
  readonly must: number;
  readonly aim?: number;
}
