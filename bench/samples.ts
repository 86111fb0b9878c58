import type { Bench, Row } from './row.js';

/** Everything that was measured. */
export interface Samples {
  of(row: Row, peer: string, figure: string): readonly number[];
}

/** Takes the samples of all rows, in a new random order each round, so that what drifts hits all alike. */
export async function takeSamples(
  rows: readonly Row[],
  bench: Bench,
  rounds: number,
  tell: (progress: string) => void,
): Promise<Samples> {
  const taken = new Map<string, number[]>();
  const pairs = rows.flatMap((row) => row.peers.map((peer) => ({ row, peer })));
  const round = pairs.flatMap((pair) => new Array<typeof pair>(pair.row.samplesPerRound ?? 1).fill(pair));
  for (let number = 1; number <= rounds; number++) {
    tell(`round ${number} of ${rounds}\n`);
    for (const { row, peer } of shuffle(round)) {
      const sample = await row.sample(peer, bench);
      for (const [figure, value] of Object.entries(sample)) {
        const key = keyOf(row, peer, figure);
        taken.set(key, [...(taken.get(key) ?? []), value]);
      }
    }
  }
  return { of: (row, peer, figure) => taken.get(keyOf(row, peer, figure)) ?? [] };
}

function keyOf(row: Row, peer: string, figure: string): string {
  return [row.name, peer, figure].join(' ');
}

function shuffle<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
