import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { WHOLE_LIMIT } from '../../src/speak/collect.js';
import { ENCODINGS, isRange, TEXT_LIMIT } from '../../src/speak/parameters.js';
import { LONG_TEXT_LIMIT } from '../../src/speak/speak.js';
import { ROOT } from '../helpers/root.js';
import { MANIFEST } from './manifest.js';
import { README } from './readme.js';

describe('the README', () => {
  it('begins with the two lines to paste', () => {
    assert.ok(README.indexOf('npm ci && npm start') < README.indexOf('npm ci && npm test'));
    assert.ok(README.indexOf('npm ci && npm test') < README.indexOf('\n## '));
  });

  it('names only commands that exist', () => {
    const named = [...README.matchAll(/npm run ([\w:-]+)/g)].map(([, script = '']) => script);
    assert.deepEqual(
      named.filter((script) => !Object.hasOwn(MANIFEST.scripts, script)),
      [],
    );
  });

  it('names only files that exist', () => {
    for (const [, file = ''] of README.matchAll(/\]\((?!https?:)([^)]+)\)/g)) {
      assert.ok(existsSync(path.join(ROOT, file)), file);
    }
  });

  it('tells what each node and each dependency is for', () => {
    const { nodes } = MANIFEST['node-red'];
    const names = [nodes, MANIFEST.dependencies, MANIFEST.devDependencies].flatMap(Object.keys);
    for (const name of names) assert.match(README, new RegExp(`^\\|.*\`${name}\``, 'm'));
  });

  it('names each example', () => {
    for (const file of readdirSync(path.join(ROOT, 'examples'))) {
      assert.ok(README.includes(`| \`${path.parse(file).name}\` `), file);
    }
  });

  it('has a cure for each error code', () => {
    const catalog = readFileSync(path.join(ROOT, 'nodes/locales/en-US/deepgram-config.json'), 'utf8');
    const codes = Object.keys(JSON.parse(catalog)['deepgram-config'].status).filter((key) =>
      /^[A-Z_]+$/.test(key),
    );
    assert.equal(codes.length, 13);
    for (const code of codes) assert.match(README, new RegExp(`^\\| \`${code}\` +\\|.+\\|.+\\|$`, 'm'));
  });

  it('has the numbers of each encoding', () => {
    for (const rows of Object.values(ENCODINGS)) {
      for (const [encoding, row] of Object.entries(rows)) {
        const [line = ''] = new RegExp(`^\\| \`${encoding}\`.*$`, 'm').exec(README) ?? [];
        const bitRates = isRange(row.bitRates) ? [row.bitRates.min, row.bitRates.max] : (row.bitRates ?? []);
        const words: unknown[] = [row.containers ?? [], row.sampleRates ?? row.sampleRate ?? [], bitRates];
        for (const word of words.flat(2)) assert.match(line, new RegExp(`\\b${word}\\b`), encoding);
      }
    }
  });

  it('has the limits as they are', () => {
    for (const limit of [TEXT_LIMIT, LONG_TEXT_LIMIT]) {
      assert.ok(README.includes(`${limit.toLocaleString('en-US')} characters`));
    }
    assert.ok(README.includes(`${WHOLE_LIMIT / 1024 / 1024} MB`));
  });
});
