import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { AUDIO_PATH } from '../../src/announce/audio-url.js';
import { CACHED_TEXT_LIMIT } from '../../src/announce/cached-speech.js';
import { KEPT_MS } from '../../src/announce/serve/audio-store.js';
import { STORE_MB } from '../../src/node-red/audio-route.js';
import { CACHE_MB } from '../../src/node-red/speech-cache.js';
import { ROOT } from '../helpers/root.js';
import { limitIn } from './limits.js';
import { blockOf, guide } from './readme.js';

const ANNOUNCEMENTS = guide('announcements');
const MEMORY_MB = limitIn('announce/cached-speech.ts', /MEMORY_LIMIT = ([\d *_]+);/) / 1024 / 1024;
const HOUR_MS = 3_600_000;

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const textsOf = (type: string) => JSON.parse(read(`nodes/locales/en-US/${type}.json`))[type];
const HELP = read('nodes/locales/en-US/deepgram-speak.html');

/** What a row of the guide's table says. */
function limit(what: string): string {
  const row = ANNOUNCEMENTS.split('\n').find((line) => line.startsWith(`| ${what} `));
  return row?.split('|')[2]?.trim() ?? '';
}

describe('what the guide says of announcements', () => {
  it('has the limits as they are', () => {
    assert.equal(KEPT_MS, HOUR_MS);
    const store = limit('Audio for speakers');
    assert.ok(store.startsWith(`${STORE_MB} MB in memory (\`deepgramSpeakStoreMB\`), an hour after`), store);
    const bits = limitIn('announce/serve/audio-file.ts', /NAME_BYTES = (\d+);/) * 8;
    assert.equal(limit('A name in a URL'), `${bits} bits of chance`);
    const disk = limit('Cache on disk');
    assert.ok(disk.startsWith(`${CACHE_MB} MB (\`deepgramSpeakCacheMB\`), in \`${folder()}\``), disk);
    assert.ok(limit('Cache in memory').startsWith(`${MEMORY_MB} MB, or`));
    assert.ok(
      limit('An announcement in a cache').startsWith(
        `a quarter of it, and ${CACHED_TEXT_LIMIT.toLocaleString('en-US')} characters`,
      ),
    );
    for (const place of ['memory', 'disk']) {
      assert.match(read(`src/announce/cache/${place}-cache.ts`), /limit = Math\.floor\(bound \/ 4\)/);
    }
  });

  it('has the same numbers in the help and in the dialog', () => {
    assert.match(HELP, new RegExp(`<code>deepgramSpeakStoreMB</code> in\\s+settings.js \\(${STORE_MB}\\)`));
    const cache = `<code>deepgramSpeakCacheMB</code> in settings.js \\(${CACHE_MB}; in memory ${MEMORY_MB} at most\\)`;
    assert.match(HELP, new RegExp(cache));
    assert.ok(HELP.includes(`<code>${folder()}</code>`));
    assert.equal(limitIn('editor/announce-rows.ts', /CACHE_IN_MEMORY_MB = (\d+);/), MEMORY_MB);
    assert.match(textsOf('deepgram-speak').hint.url, /kept for an hour, __limit__ MB/);
  });

  it('has lines for settings.js', () => {
    const settings = runInNewContext(`({${blockOf(ANNOUNCEMENTS, 'js')}})`);
    assert.deepEqual(Object.keys(settings), ['deepgramSpeakStoreMB', 'deepgramSpeakCacheMB']);
  });

  it('names what is in the dialogs as it stands there', () => {
    assert.ok(ANNOUNCEMENTS.includes(`:1880${AUDIO_PATH}`));
    const speak = textsOf('deepgram-speak');
    const account = textsOf('deepgram-config');
    const labels = [
      ...[speak.label.result, speak.result.url, speak.label.cache, speak.cache.disk, speak.cache.empty],
      ...[speak.label.within, speak.fold.more, account.label.audioUrl, account.fold.advanced],
    ];
    for (const label of labels) assert.ok(ANNOUNCEMENTS.includes(`*${label}*`), label);
  });
});

/** Where the cache on disk lies, in the user directory. */
function folder(): string {
  const [, name = ''] = /FOLDER = '(.+)'/.exec(read('src/node-red/speech-cache.ts')) ?? [];
  return name;
}
