import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Emulator } from '../emulator/server.js';
import { deployExample } from './examples/deploy.js';
import { EXAMPLES, readExample, wiresOf } from './examples/read.js';
import { RUN_BY } from './examples/run-by.js';
import { type NodeRed, ROOT } from './helpers/node-red.js';
import { sharedEmulator, sharedNodeRed } from './helpers/shared.js';

const FILES = readdirSync(EXAMPLES);

/** Nodes that say nothing of what they do unless they have a name. */
const NAMED = ['change', 'debug', 'delay', 'exec', 'function', 'http request', 'join', 'switch', 'template'];
const OURS = '@deepgram-contrib/node-red-deepgram';

describe('the examples of the Import menu', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  before(async () => {
    [nodeRed, emulator] = await Promise.all([sharedNodeRed(), sharedEmulator()]);
  });

  for (const file of FILES) {
    it(`${file} is a flow with a comment, of core nodes and ours, without a key`, async () => {
      const flow = readExample(file);
      const types = await typesOf(nodeRed);
      for (const { type } of flow) {
        assert.ok(type === 'tab' || ['node-red', OURS].includes(types.get(type) ?? ''), type);
      }
      const [about] = flow.filter(({ type }) => type === 'comment');
      assert.match(String(about?.info), /^Open the (account|callback address)/, 'what to change first');
      assert.ok(String(about?.info).includes('API key'));
      assert.ok(String(about?.info).split(/\n+/).length <= 10, 'a comment that is read');
      assert.ok(flow.some(({ type }) => /^deepgram-(config|callback-endpoint)$/.test(type)));
      assert.doesNotMatch(JSON.stringify(flow), /credentials|apiKey/);
    });

    it(`${file} is run by a test, not only deployed`, () => {
      const { name } = path.parse(file);
      const source = readFileSync(path.join(ROOT, 'test', RUN_BY[name] ?? ''), 'utf8');
      assert.match(source, new RegExp(`(it|describe)\\('"${name}"`), name);
    });

    it(`${file} has its nodes on its tab, named, each wire to the right`, () => {
      const flow = readExample(file);
      for (const { id, type, name } of flow) assert.ok(name || !NAMED.includes(type), id);
      const [tab] = flow;
      assert.equal(tab?.type, 'tab');
      assert.equal(`${tab?.label}.json`, file);
      for (const node of flow.filter(({ wires }) => wires !== undefined)) {
        assert.equal(node.z, tab?.id, node.id);
        for (const target of wiresOf(node).flat()) {
          const next = flow.find(({ id }) => id === target);
          assert.ok(Number(next?.x) > Number(node.x), `${node.id} -> ${target}`);
        }
      }
    });

    it(`${file} deploys without a complaint`, async () => {
      const before = nodeRed.log().length;
      await deployExample(nodeRed, emulator, path.parse(file).name, {});
      assert.doesNotMatch(nodeRed.log().slice(before), /\[(warn|error|fatal)\]/);
    });
  }
});

/** The package that each type of node comes from. */
async function typesOf({ url }: NodeRed): Promise<Map<string, string>> {
  const answer = await fetch(`${url}/nodes`, { headers: { accept: 'application/json' } });
  const sets = (await answer.json()) as { module: string; types: string[] }[];
  return new Map(sets.flatMap(({ module, types }) => types.map((type) => [type, module])));
}
