import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './helpers/root.js';
import { MANIFEST } from './package/manifest.js';
import { registrationsOf } from './package/registrations.js';

const NODES = Object.entries(MANIFEST['node-red'].nodes);

/** The scorecard of the Flow Library needs two services of the internet; these are its rules. */
describe('the scorecard of the Flow Library', () => {
  it('P01, P03: has a license, a repository and a place for bugs', () => {
    assert.equal(MANIFEST.license, 'MIT');
    assert.match(MANIFEST.repository.url, /^git\+https:/);
    assert.match(MANIFEST.bugs.url, /^https:/);
  });

  it('P04: has a scoped name', () => assert.match(MANIFEST.name, /^@[a-z-]+\/node-red-[a-z]+$/));

  it('P05: has the keyword node-red', () => assert.ok(MANIFEST.keywords.includes('node-red')));

  it('P06: admits Node-RED 4.0 and everything newer', () =>
    assert.equal(MANIFEST['node-red'].version, '>=4.0.0'));

  it('P07: admits Node.js 22.9, the oldest for the newest Node-RED, and everything newer than 20.18', () =>
    assert.equal(MANIFEST.engines.node, '>=20.18.1'));

  it('D01: has six dependencies at most', () => assert.ok(Object.keys(MANIFEST.dependencies).length <= 6));

  // The newest undici does not load on Node 20, and a range without it counts as outdated.
  it('D03: admits the newest undici and the newest for Node 20', () =>
    assert.equal(MANIFEST.dependencies.undici, '^7.16.0 || ^8.0.0'));

  for (const [type, file] of NODES) {
    const html = readFileSync(path.join(ROOT, file.replace(/\.js$/, '.html')), 'utf8');
    const [registration, ...others] = registrationsOf(html);

    it(`N01: ${type} is registered in its html, literally, under a name of ours`, () => {
      assert.equal(registration?.type, type);
      assert.deepEqual(others, []);
      assert.match(type, /^deepgram-/);
      assert.match(html, new RegExp(`RED\\.nodes\\.registerType\\('${type}', \\{\\s+category: '`));
    });

    if (registration?.category === 'config') continue;
    it(`N02: ${type} is in an example`, () => {
      const used = readdirSync(path.join(ROOT, 'examples')).flatMap((example): { type: string }[] =>
        JSON.parse(readFileSync(path.join(ROOT, 'examples', example), 'utf8')),
      );
      assert.ok(used.some((node) => node.type === type));
    });

    const inputs = type.endsWith('-in') ? 0 : 1;
    const outputs = type.endsWith('-stream') ? 2 : 1;
    it(`${type} has a color, ${inputs} inputs, ${outputs} outputs, and an icon beside its code`, () => {
      assert.match(registration?.color ?? '', /^#[0-9A-F]{6}$/i);
      assert.deepEqual([registration?.inputs, registration?.outputs], [inputs, outputs]);
      const icon = path.join(ROOT, path.dirname(file), 'icons', registration?.icon ?? '');
      assert.match(readFileSync(icon, 'utf8'), /<svg/);
    });
  }
});

describe('what Node-RED loads', () => {
  for (const [type, file] of NODES) {
    it(`${type}: has its code, its html, its texts and its help where they are looked for`, () => {
      const folder = path.join(ROOT, path.dirname(file));
      for (const name of [`${type}.js`, `${type}.html`, `locales/en-US/${type}.json`]) {
        assert.ok(existsSync(path.join(folder, name)), name);
      }
      const help = readFileSync(path.join(folder, 'locales/en-US', `${type}.html`), 'utf8');
      assert.match(help, new RegExp(`data-help-name="${type}"`));
    });

    it(`${type}: is a function`, () => assert.equal(typeof require(path.join(ROOT, file)), 'function'));
  }
});
