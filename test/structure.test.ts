import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './helpers/node-red.js';

/** Which rooms a room may take from. One direction, no way back. */
const MAY_IMPORT: Record<string, string[]> = {
  'src/client': [],
  'src/audio': ['src/client'],
  'src/callback': ['src/client'],
  'src/speak': ['src/audio', 'src/client'],
  'src/transcribe': ['src/audio', 'src/client'],
  'src/announce': ['src/speak', 'src/audio', 'src/client'],
  'src/node-red': ['src/announce', 'src/callback', 'src/speak', 'src/transcribe', 'src/audio', 'src/client'],
  'src/editor': ['src/announce', 'src/callback', 'src/speak', 'src/transcribe', 'src/client'],
  nodes: [
    ...['src/node-red', 'src/editor', 'src/announce'],
    ...['src/callback', 'src/speak', 'src/transcribe', 'src/client'],
  ],
  emulator: [],
};

/** Tables, which run in the editor as well. */
const TABLES = [
  'src/speak/parameters.ts',
  'src/speak/voices.ts',
  'src/transcribe/parameters.ts',
  'src/transcribe/models.ts',
  'src/callback/public-url.ts',
  'src/announce/audio-url.ts',
  'src/client/check-outcome.ts',
];

const files = Object.keys(MAY_IMPORT).flatMap((room) =>
  readdirSync(path.join(ROOT, room), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.posix.join(room, name)),
);

function importsOf(file: string): string[] {
  const source = readFileSync(path.join(ROOT, file), 'utf8');
  return [...source.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map(([, name = '']) =>
    name.startsWith('.') ? path.posix.join(path.posix.dirname(file), name) : name,
  );
}

function roomOf(file: string): string | undefined {
  return Object.keys(MAY_IMPORT).find((room) => file.startsWith(`${room}/`));
}

describe('the house', () => {
  it('has files to look at', () => assert.ok(files.length > 30));

  for (const [room, below] of Object.entries(MAY_IMPORT)) {
    it(`${room} takes only from ${below.join(', ') || 'itself'}`, () => {
      const foreign = files
        .filter((file) => roomOf(file) === room)
        .flatMap((file) => importsOf(file).map((name) => ({ file, from: roomOf(name) })))
        .filter(({ from }) => from !== undefined && from !== room && !below.includes(from));
      assert.deepEqual(foreign, []);
    });
  }

  for (const file of TABLES) {
    it(`${file} imports nothing`, () => assert.deepEqual(importsOf(file), []));
  }

  it('loads what makes connections when the first is made: no file imports more than its types at the top', () => {
    for (const file of files.filter((name) => roomOf(name) !== 'emulator')) {
      const source = readFileSync(path.join(ROOT, file), 'utf8');
      assert.doesNotMatch(
        source,
        /^import (?!type)[^;]*from '(undici|ws|https-proxy-agent|cacache|lru-cache)'/m,
        file,
      );
    }
  });
});
