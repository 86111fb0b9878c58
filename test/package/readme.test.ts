import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { WHOLE_LIMIT } from '../../src/speak/collect.js';
import { ENCODINGS, isRange, TEXT_LIMIT } from '../../src/speak/parameters.js';
import { LONG_TEXT_LIMIT } from '../../src/speak/speak.js';
import { LIGHTS, PICTURE_LIMIT, PICTURES } from '../browser/pictures.js';
import { ROOT } from '../helpers/root.js';
import { MANIFEST } from './manifest.js';
import { blockOf, CONTRIBUTING, guide, PAGES, README, rowsOf, sectionOf, textOf } from './readme.js';

/** What a page refers to in the repository: links and pictures, from the folder that it lies in. */
function namedIn(page: string): string[] {
  const links = textOf(page).matchAll(/\]\((?!https?:)([^)#]+)\)|(?:src|srcset)="([^"]+)"/g);
  return [...links].map(([, link, picture]) => path.posix.join(path.dirname(page), link ?? picture ?? ''));
}

describe('the README', () => {
  it('begins with the two lines to paste, and a picture', () => {
    const places = ['npm ci && npm start', 'npm ci && npm test', '<picture>', '\n## '].map((part) =>
      README.indexOf(part),
    );
    assert.ok(!places.includes(-1));
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
    );
    assert.ok((places[0] ?? 0) < 50);
  });

  it('has all of its sections, in this order', () => {
    const sections = [
      ...['Nodes', 'Install', 'Five minutes to the first sound', 'Examples', 'Announcements'],
      ...['Speak while it is written', 'Transcribe', 'Transcribe while it is spoken', 'Callbacks', 'Errors'],
      ...['By hand, with the nodes of Node-RED', 'Figures', 'Deepgram on your desk', 'More', 'License'],
    ];
    assert.deepEqual(
      [...README.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading),
      sections,
    );
  });

  it('names the Node.js and the Node-RED that package.json asks for', () => {
    const [node = '', nodeRed = ''] = [MANIFEST.engines.node, MANIFEST['node-red'].version].map((range) =>
      range.replace('>=', ''),
    );
    for (const page of [README, CONTRIBUTING]) assert.ok(page.includes(`Node.js ${node} or newer`));
    assert.ok(README.includes(`Node-RED, ${nodeRed.replace(/\.0$/, '')} or newer`));
    const [, four] = /(\d+\.\d+)/.exec(MANIFEST.devDependencies['node-red'] ?? '') ?? [];
    const [, newer, five] = /'node@(\d+)', 'node-red@(\d+)'/.exec(textOf('test/node-red-5/install.ts')) ?? [];
    assert.ok(README.includes(`tested on Node-RED ${four}, and on Node-RED ${five} with Node.js ${newer}.`));
    assert.ok(textOf('SECURITY.md').includes(`tested on Node-RED ${four} and ${five}.`));
  });

  it('names the tarball as npm pack does', () => {
    const name = `${MANIFEST.name.replace('@', '').replace('/', '-')}-${MANIFEST.version}.tgz`;
    assert.deepEqual([...README.matchAll(/[\w.-]+\.tgz/g)].map(String), [name]);
  });

  it('says of each node what goes in, what comes out and when to take it', () => {
    const rows = rowsOf(sectionOf('Nodes'), '`deepgram-');
    const types = Object.keys(MANIFEST['node-red'].nodes);
    assert.deepEqual(rows.map(([type = '']) => type.replaceAll('`', '')).toSorted(), types.toSorted());
    for (const row of rows) assert.ok(row.length === 4 && row.every((cell) => cell !== ''), row[0]);
  });

  it('names each example', () => {
    const examples = readdirSync(path.join(ROOT, 'examples')).map((file) => `\`${path.parse(file).name}\``);
    const named = rowsOf(sectionOf('Examples'), '`').map(([name]) => name);
    assert.deepEqual(named.toSorted(), examples.toSorted());
  });

  it('has the meaning of each error code, and a cure', () => {
    const source = readFileSync(path.join(ROOT, 'src/client/errors.ts'), 'utf8');
    const [, union = ''] = /export type ErrorCode =([\s\S]*?);/.exec(source) ?? [];
    const codes = [...union.matchAll(/'([A-Z_]+)'/g)].map(([, code = '']) => `\`${code}\``);
    const rows = rowsOf(sectionOf('Errors'), '`');
    assert.equal(codes.length, 13);
    assert.deepEqual(rows.map(([code]) => code).toSorted(), codes.toSorted());
    for (const row of rows) assert.ok(row.length === 3 && row.every((cell) => cell !== ''), row[0]);
  });

  it('names what is in the dialogs as it stands there', () => {
    const textsOf = (type: string) => JSON.parse(textOf(`nodes/locales/en-US/${type}.json`))[type];
    const [account, speak] = [textsOf('deepgram-config'), textsOf('deepgram-speak')];
    const [other = ''] = account.region.other.split(':');
    for (const name of [account.check.button, other, speak.label.account, speak.label.result]) {
      assert.ok(README.includes(`*${name}*`), name);
    }
    assert.ok(README.replaceAll(/\s+/g, ' ').includes(`*${speak.result.url}*`));
  });

  it('has examples of curl that go to the emulator as it is started there', () => {
    const block = blockOf(sectionOf('Deepgram on your desk'), 'sh');
    const [, port = ''] = /npm run emulator -- --port (\d+)/.exec(block) ?? [];
    const hosts = [...README.matchAll(/http:\/\/127\.0\.0\.1:\d+/g)].map(String);
    assert.deepEqual([...new Set(hosts)], [`http://127.0.0.1:${port}`]);
  });
});

describe('the pages that people read', () => {
  for (const page of PAGES) {
    it(`${page} names only commands that exist`, () => {
      const named = [...textOf(page).matchAll(/npm run ([\w:-]+)/g)].map(([, script = '']) => script);
      assert.deepEqual(
        named.filter((script) => !Object.hasOwn(MANIFEST.scripts, script)),
        [],
      );
    });

    it(`${page} names only files that exist`, () => {
      const tests = [...textOf(page).matchAll(/`((?:[\w-]+\/)+[\w-]+\.test\.ts)`/g)].map(([, file = '']) =>
        file.startsWith('test/') ? file : `test/${file}`,
      );
      for (const file of [...namedIn(page), ...tests]) assert.ok(existsSync(path.join(ROOT, file)), file);
    });

    it(`${page} names only examples that exist`, () => {
      for (const [, name = ''] of textOf(page).matchAll(/`([A-Z][a-z]\w*(?: [\w,]+)+)`/g)) {
        assert.ok(existsSync(path.join(ROOT, `examples/${name}.json`)), name);
      }
    });

    it(`${page} has nothing of a machine or a registry in it`, () => {
      assert.doesNotMatch(textOf(page), /\/(?:home|work|root|Users)\/|registry\.|_authToken/);
    });
  }

  it('show each picture that the tests take in light and in dark, and no other', () => {
    const names = PICTURES.flatMap((name) => LIGHTS.map((light) => `docs/${name}-${light}.png`)).toSorted();
    const shown = PAGES.flatMap(namedIn).filter((file) => file.endsWith('.png'));
    const there = readdirSync(path.join(ROOT, 'docs')).filter((name) => name.endsWith('.png'));
    assert.deepEqual([...new Set(shown)].toSorted(), names);
    assert.deepEqual(there.map((name) => `docs/${name}`).toSorted(), names, 'npm run pictures');
    for (const file of names) assert.ok(statSync(path.join(ROOT, file)).size < PICTURE_LIMIT, file);
  });

  it('show pictures that are told to who does not see them', () => {
    for (const page of PAGES) {
      for (const [image] of textOf(page).matchAll(/<img [^>]*>/g)) assert.match(image, /alt="[^"]{20,}"/);
    }
  });

  it('can all be reached from the README', () => {
    const linked = namedIn('README.md');
    for (const page of PAGES.slice(1)) assert.ok(linked.includes(page), page);
  });

  it('tell what each command, each room and each dependency is for', () => {
    const commands = Object.keys(MANIFEST.scripts).filter((script) => !/^(pre|build:)/.test(script));
    for (const script of commands) {
      const command = ['test', 'start'].includes(script) ? `npm ${script}` : `npm run ${script}`;
      assert.ok(CONTRIBUTING.includes(`| \`${command}\``), command);
    }
    const rooms = ['src', '.'].flatMap((folder) => foldersIn(folder));
    for (const room of rooms) assert.ok(CONTRIBUTING.includes(`| \`${room}/\``), room);
    const dependencies = [MANIFEST.dependencies, MANIFEST.devDependencies].flatMap(Object.keys);
    for (const name of dependencies) assert.match(CONTRIBUTING, new RegExp(`^\\|.*\`${name}\``, 'm'));
  });

  it('have the numbers of each encoding', () => {
    for (const rows of Object.values(ENCODINGS)) {
      for (const [encoding, row] of Object.entries(rows)) {
        const [line = ''] = new RegExp(`^\\| \`${encoding}\`.*$`, 'm').exec(guide('limits')) ?? [];
        const bitRates = isRange(row.bitRates) ? [row.bitRates.min, row.bitRates.max] : (row.bitRates ?? []);
        const words: unknown[] = [row.containers ?? [], row.sampleRates ?? row.sampleRate ?? [], bitRates];
        for (const word of words.flat(2)) assert.match(line, new RegExp(`\\b${word}\\b`), encoding);
      }
    }
  });

  it('have the limits of speech as they are', () => {
    for (const limit of [TEXT_LIMIT, LONG_TEXT_LIMIT]) {
      assert.ok(guide('limits').includes(`${limit.toLocaleString('en-US')} characters`));
    }
    assert.ok(guide('limits').includes(`${WHOLE_LIMIT / 1024 / 1024} MB`));
  });

  it('of security have the version that there is', () => {
    const [minor = ''] = /^\d+\.\d+/.exec(MANIFEST.version) ?? [];
    assert.deepEqual(rowsOf(textOf('SECURITY.md'), minor)[0], [minor, 'yes']);
  });
});

/** Folders with sources: what is made, and what is hidden, is none. */
function foldersIn(folder: string): string[] {
  const made = ['node_modules', 'dist', 'resources', 'artifacts', 'docs'];
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !made.includes(entry.name))
    .filter((entry) => folder !== '.' || entry.name !== 'src')
    .map((entry) => path.posix.join(folder, entry.name));
}
