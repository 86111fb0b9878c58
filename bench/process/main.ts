import type { Peer } from '../peer.js';
import { type Load, run } from './load.js';
import { readMemory } from './memory.js';

// The process of one peer: opens it, then does what it is told. Arguments: the peer's file, the server's URL.

export type Command = { id: number } & ({ name: 'run'; load: Load } | { name: 'memory' });
export type Answer = { id: number; value: unknown } | { id: number; error: string };

process.on('disconnect', () => process.exit());
// Ends as usual, so that nothing stays behind in the temporary folder.
process.on('SIGINT', () => process.exit(130));
void main();

async function main(): Promise<void> {
  const [file = '', url = ''] = process.argv.slice(2);
  const { peer } = require(file) as { peer: Peer };
  const work = await peer.open(url);
  // Counted from the start of the process.
  process.send?.({ id: 0, value: performance.now() });
  process.on('message', (command: Command) => {
    const value = command.name === 'run' ? run(work, command.load) : readMemory();
    value.then(
      (value) => process.send?.({ id: command.id, value }),
      (error: unknown) => process.send?.({ id: command.id, error: String(error) }),
    );
  });
}
