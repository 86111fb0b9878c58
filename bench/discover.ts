import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Peer } from './peer.js';
import type { Row } from './row.js';

/** The rows of all files in `rows/` whose name starts so. */
export function loadRows(start: string): Row[] {
  const folder = path.join(__dirname, 'rows');
  const rows = readdirSync(folder)
    .filter((file) => file.endsWith('.js'))
    .flatMap((file) => (require(path.join(folder, file)) as { rows: Row[] }).rows);
  const wanted = rows.filter(({ name }) => name.startsWith(start));
  if (wanted.length === 0)
    throw new Error(`No such row; there are ${rows.map(({ name }) => name).join(', ')}.`);
  return wanted;
}

/** What the peers of rows are called in the tables. */
export function loadTitles(rows: readonly Row[]): Map<string, string> {
  const names = new Set(rows.flatMap(({ peers }) => peers));
  return new Map([...names].map((name) => [name, loadPeer(name).title]));
}

function loadPeer(name: string): Peer {
  return (require(path.join(__dirname, 'peers', name)) as { peer: Peer }).peer;
}
