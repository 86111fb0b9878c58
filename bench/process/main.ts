import { submitJobs } from '../node-red/jobs.js';
import { watchSends } from '../node-red/watch-sends.js';
import type { Hearer, Peer, Receiver, Talker, Work } from '../peer.js';
import { type Hear, hear } from './hear.js';
import { type Load, run } from './load.js';
import { readMemory } from './memory.js';
import { connect, hangUp, type Talk, talk } from './talk.js';
import { readTally } from './tally.js';

// The process of one peer: opens it, then does what it is told. Arguments: the peer's file, the server's URL.

export type Command = { id: number } & Order;
export type Order =
  | { name: 'run'; load: Load }
  | { name: 'connect'; talk: Talk }
  | { name: 'talk'; talk: Talk }
  | { name: 'hangUp' }
  | { name: 'hear'; hear: Hear }
  | { name: 'memory' }
  | { name: 'tally' }
  | { name: 'watchSends' }
  | { name: 'submitJobs'; count: number };
export type Answer = { id: number; value: unknown } | { id: number; error: string };

/** What a peer tells when it has been opened. */
export interface Ready {
  /** Counted from the start of the process. */
  readonly startMs: number;
  /** Of receivers. */
  readonly origin: string;
}

process.on('disconnect', () => process.exit());
// Ends as usual, so that nothing stays behind in the temporary folder.
process.on('SIGINT', () => process.exit(130));
void main();

async function main(): Promise<void> {
  const [file = '', url = ''] = process.argv.slice(2);
  const { peer } = require(file) as { peer: Peer };
  const way = await peer.open(url);
  const ready: Ready = { startMs: performance.now(), origin: 'origin' in way ? way.origin : '' };
  process.send?.({ id: 0, value: ready });
  process.on('message', (command: Command) => {
    obey(way, command).then(
      (value) => process.send?.({ id: command.id, value }),
      (error: unknown) => process.send?.({ id: command.id, error: String(error) }),
    );
  });
}

async function obey(way: Work | Receiver | Talker | Hearer, order: Order): Promise<unknown> {
  switch (order.name) {
    case 'run':
      if (typeof way !== 'function') throw new Error('It does no work that could be repeated.');
      return run(way, order.load);
    case 'connect':
      if (!('open' in way)) throw new Error('It does not talk.');
      return connect(way, order.talk);
    case 'talk':
      return talk(order.talk);
    case 'hangUp':
      return hangUp();
    case 'hear':
      if (!('listen' in way)) throw new Error('It does not hear.');
      return hear(way, order.hear);
    case 'memory':
      return readMemory();
    case 'tally':
      return readTally();
    case 'watchSends':
      return watchSends();
    case 'submitJobs':
      return submitJobs(order.count);
  }
}
