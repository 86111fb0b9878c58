import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { ROOT } from '../root.js';

/** What the figures were measured on, in one line each. */
export function describeMachine(): string[] {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const packages = ['node-red', 'undici', 'ws', '@deepgram/sdk'].map((name) => `${name} ${versionOf(name)}`);
  return [
    `${cpus().length} cores of ${cpu?.model.trim()}, ${memory} GiB, ${process.platform} ${process.arch}`,
    [`Node.js ${process.versions.node}`, ...packages].join(', '),
  ];
}

function versionOf(name: string): string {
  const file = path.join(ROOT, 'node_modules', name, 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
