import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../root.js';

/** A node of a flow, as flow files have it. */
export interface FlowNode {
  id: string;
  type: string;
  [property: string]: unknown;
}

export interface Flow {
  readonly nodes: readonly FlowNode[];
  readonly credentials?: Readonly<Record<string, object>>;
  /** Packages that the user has installed: their name, and the folder where they lie. */
  readonly installed?: Readonly<Record<string, string>>;
}

/** Makes a Node-RED user directory that lasts as long as this process. @returns its path */
export function makeUserDir({ nodes, credentials = {}, installed = {} }: Flow): string {
  const userDir = mkdtempSync(path.join(tmpdir(), 'node-red-bench-'));
  process.on('exit', () => rmSync(userDir, { recursive: true, force: true }));
  write(userDir, 'flows.json', JSON.stringify(nodes));
  write(userDir, 'flows_cred.json', JSON.stringify(credentials));
  const dependencies = Object.fromEntries(Object.keys(installed).map((name) => [name, '*']));
  write(userDir, 'package.json', JSON.stringify({ name: 'user-dir', dependencies }));
  for (const [name, folder] of Object.entries(installed)) link(userDir, name, folder);
  // Node-RED loads what lies in `nodes`, and reads the types that a file has from the page beside it.
  const harness = path.join(ROOT, 'dist/bench/node-red/harness.js');
  write(userDir, 'nodes/harness.js', `module.exports = require(${JSON.stringify(harness)});`);
  const types = ['bench-source', 'bench-sink', 'bench-ear', 'bench-reader', 'bench-route', 'bench-look'];
  const pages = types.map((type) => `<script data-template-name="${type}"></script>`);
  write(userDir, 'nodes/harness.html', pages.join('\n'));
  return userDir;
}

function write(userDir: string, name: string, text: string): void {
  const file = path.join(userDir, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function link(userDir: string, name: string, folder: string): void {
  const place = path.join(userDir, 'node_modules', name);
  mkdirSync(path.dirname(place), { recursive: true });
  symlinkSync(folder, place, 'junction');
}
