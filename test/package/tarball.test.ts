import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../helpers/root.js';
import { MANIFEST } from './manifest.js';
import { pack } from './pack.js';
import { PAGES, textOf } from './readme.js';
import { modulesOf } from './registrations.js';

const RESOURCES = `resources/${MANIFEST.name}/`;

describe('the tarball', () => {
  let files: string[];
  before(async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'pack-'));
    ({ files } = await pack(folder));
    await rm(folder, { recursive: true });
  });

  it('holds the nodes, what they need, the examples and what people read, and nothing else', () => {
    const code = [...filesOf('nodes', '.ts'), ...filesOf('src', '.ts')]
      .filter((file) => !file.endsWith('.editor.ts') && !file.startsWith('src/editor/'))
      .map((file) => `dist/${file.replace(/ts$/, 'js')}`);
    const beside = [...filesOf('nodes', '.html'), ...filesOf('nodes/locales', '.json')].map(
      (file) => `dist/${file}`,
    );
    const icons = filesOf('icons', '.svg').map((file) => `dist/nodes/${file}`);
    const wanted = [
      ...[
        'package.json',
        'LICENSE',
        'CHANGELOG.md',
        ...PAGES,
        ...filesOf('bench', '.md'),
        'emulator/README.md',
      ],
      ...new Set([...code, ...beside, ...icons]),
      ...filesOf('examples', '.json'),
    ];
    const [resources, others] = [files.filter(isResource), files.filter((file) => !isResource(file))];
    assert.deepEqual(
      others,
      wanted.sort(),
      'npm run clean && npm run build, if a file was renamed since the last build',
    );
    for (const file of resources) assert.match(file, /\.js$/);
  });

  it('holds every text that the README and its guides link to', () => {
    for (const page of PAGES) {
      const links = [...textOf(page).matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, link = '']) => link);
      for (const link of links) {
        const file = path.posix.join(path.posix.dirname(page), link);
        assert.ok(files.includes(file), `${page}: ${file}`);
      }
    }
  });

  it('holds every module that a dialog loads, and every module that those load', () => {
    const loaded = new Set<string>();
    const load = (file: string): void => {
      if (loaded.has(file)) return;
      assert.ok(files.includes(file), file);
      loaded.add(file);
      const source = readFileSync(path.join(ROOT, file), 'utf8');
      for (const [, name = ''] of source.matchAll(/^(?:import|export) [^;]*?'(\.[^']+)';$/gm)) {
        load(path.posix.join(path.posix.dirname(file), name));
      }
    };
    const html = filesOf('nodes', '.html').filter((file) => !file.includes('/locales/'));
    const sources = html.flatMap((file) => modulesOf(readFileSync(path.join(ROOT, file), 'utf8')));
    assert.ok(sources.length > 0);
    for (const source of sources) {
      // Anything else, a leading slash as well, is looked for outside of Node-RED.
      assert.ok(source.startsWith(RESOURCES), source);
      load(source.replace(RESOURCES, 'resources/'));
    }
    assert.deepEqual(files.filter(isResource), [...loaded].sort(), 'and no module that nothing loads');
  });
});

function isResource(file: string): boolean {
  return file.startsWith('resources/');
}

/** The files of a folder and of those in it. */
function filesOf(folder: string, ending: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => path.posix.join(folder, name.replaceAll(path.sep, '/')));
}
