import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ParameterRow } from '../../src/transcribe/parameters.js';
import { liveRowsOf } from '../../src/transcribe/parameters-live.js';
import { ROOT } from '../helpers/root.js';

const API = path.join(ROOT, 'node_modules/@deepgram/sdk/dist/cjs/api');

/** Set elsewhere in the dialog. */
const ELSEWHERE = ['callback', 'callback_method', 'model'];

/** What the SDK's types lack, and Deepgram's documentation has. */
const NOT_IN_SDK: Readonly<Record<string, string[]>> = { v1: ['no_delay'], v2: [] };

/** What a socket's `connect` takes: each parameter with the name of its type. */
function connectionOf(version: string): Map<string, string> {
  const client = path.join(API, `resources/listen/resources/${version}/client/Client.d.ts`);
  const [, connection = ''] = readFileSync(client, 'utf8').split('interface ConnectArgs');
  const lines = [...connection.matchAll(/^ +(\w+)\??: Deepgram\.([\w.]+)/gm)];
  return new Map(lines.map(([, name = '', type = '']) => [name, type]));
}

/** How a type is declared. */
function declarationOf(type: string): string {
  const file =
    type === 'listen.DiarizeModel'
      ? 'resources/listen/resources/v1/types/DiarizeModel.d.ts'
      : `types/${type}.d.ts`;
  return readFileSync(path.join(API, file), 'utf8');
}

/** The words that a type allows, `true` and `false` apart. */
function wordsOf(declaration: string): string[] {
  const words = [...declaration.matchAll(/readonly \w+: "([^"]+)"/g)].map(([, word = '']) => word);
  return words.filter((word) => word !== 'true' && word !== 'false');
}

function difference(some: Iterable<string>, others: Iterable<string>): string[] {
  const known = new Set(others);
  return [...some].filter((name) => !known.has(name)).sort();
}

for (const [version, model] of [
  ['v1', 'nova-3'],
  ['v2', 'flux-general-en'],
] as const) {
  describe(`the table of /${version}/listen beside the types of the official SDK`, () => {
    const theirs = connectionOf(version);
    const rows = liveRowsOf(model);
    const ours = rows.map(({ name }) => name);

    it('lacks none of theirs', () => {
      assert.ok(theirs.size > 10, 'the types are where they are looked for');
      assert.deepEqual(difference(theirs.keys(), [...ours, ...ELSEWHERE]), []);
    });

    it('has no others than those known to be missing there', () =>
      assert.deepEqual(difference(ours, theirs.keys()), NOT_IN_SDK[version]));

    for (const row of rows.filter(({ name }) => theirs.has(name))) {
      it(`${row.name} is of the same type`, () => compare(row, declarationOf(theirs.get(row.name) ?? '')));
    }
  });
}

function compare(row: ParameterRow, declaration: string): void {
  const words = wordsOf(declaration);
  // Most types say `unknown`: their form is in the documentation only.
  if (words.length === 0) {
    if (/"true"/.test(declaration)) assert.equal(row.type, 'boolean');
    if (/ = string \| string\[\]/.test(declaration)) assert.equal(row.type, 'list');
    return;
  }
  const notLive = row.type === 'choice' ? (row.notLive ?? []) : [];
  assert.ok(row.type === 'choice' || row.type === 'list');
  assert.deepEqual(difference(words, [...(row.values ?? []), ...notLive]), []);
}
