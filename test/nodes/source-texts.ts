import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../helpers/root.js';
import { askedIn, callsOf } from './source-calls.js';

/** A text that the sources ask for. */
export interface Wanted {
  readonly file: string;
  readonly catalog: string;
  /** A key, or a pattern with a star for each gap. */
  readonly key: string;
}

/** What all nodes say is in the account's catalog. */
const SHARED = 'deepgram-config';

/** The catalogs of files that are handed their texts otherwise than from each file that imports them. */
const CALLERS_CATALOGS: Readonly<Record<string, readonly string[]>> = {
  'src/editor/audio-address.ts': ['deepgram-speak'],
  'src/editor/model-field.ts': ['deepgram-transcribe', 'deepgram-transcribe-stream'],
  'src/editor/model-list.ts': ['deepgram-transcribe', 'deepgram-transcribe-stream'],
  'src/editor/other-parameters.ts': ['deepgram-speak', 'deepgram-transcribe', 'deepgram-transcribe-stream'],
};

const SOURCES: ReadonlyMap<string, string> = new Map(
  ['src', 'nodes'].flatMap((room) =>
    readdirSync(path.join(ROOT, room), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|html)$/.test(name) && !name.includes('locales'))
      .map((name) => path.posix.join(room, name.replaceAll(path.sep, '/')))
      .map((file): [string, string] => [file, withoutComments(readFileSync(path.join(ROOT, file), 'utf8'))]),
  ),
);

/** All that the sources ask the catalogs for. */
export function wantedTexts(): Wanted[] {
  return [...SOURCES].flatMap(([file, source]) => {
    if (file.endsWith('.html')) return wantedInHtml(file, source);
    return [...wantedOfOwn(file), ...wantedAtRuntime(file, source)].filter(
      ({ key }) => !/^\*(\.\*)?$/.test(key),
    );
  });
}

/** Keys that stand in the code of a dialog in quotes, wherever that is: some are chosen before they are asked for. */
export function mentionedTexts(): Wanted[] {
  return [...SOURCES].flatMap(([file, source]) => {
    const catalogs = [...namesOfTexts(file).values()].flat();
    return [...source.matchAll(/'([a-z]\w*(?:\.\w+)+)'/gi)].flatMap(([, key = '']) =>
      catalogs.map((catalog) => ({ file, catalog, key })),
    );
  });
}

/** Every word in quotes, in the sources of some rooms. */
export function wordsOf(...rooms: string[]): ReadonlySet<string> {
  const words = new Set<string>();
  for (const [file, source] of SOURCES) {
    if (!rooms.some((room) => file.startsWith(room))) continue;
    for (const [, word = ''] of source.matchAll(/['"]([\w-]+)['"]/g)) words.add(word);
  }
  return words;
}

/** The values that a select in a node's dialog offers. */
export function optionsOf(type: string, id: string): string[] {
  const html = SOURCES.get(`nodes/${type}.html`) ?? '';
  const [, options = ''] = new RegExp(`<select id="${id}"[^>]*>([\\s\\S]*?)</select>`).exec(html) ?? [];
  return [...options.matchAll(/<option value="([^"]+)"/g)].map(([, value = '']) => value);
}

/** The reasons of all errors that are made, where they stand as words where an error is made. */
export function reasonsOfErrors(): string[] {
  const reasons = [...SOURCES.values()].flatMap((source) =>
    callsOf(source, /\bnew DeepgramError\(/g).flatMap(({ args }) => askedIn(args[1] ?? '').keys),
  );
  return [...new Set(reasons)];
}

/** What a dialog asks for by `data-i18n` and `this._`. */
function wantedInHtml(file: string, html: string): Wanted[] {
  const named = [...html.matchAll(/data-i18n="([^"]+)"/g)].flatMap(([, keys = '']) =>
    keys.split(';').map((key) => key.replace(/^\[[\w-]+\]/, '')),
  );
  const called = callsOf(html, /\bthis\._\(/g).flatMap(({ args }) => askedIn(args[0] ?? '').keys);
  return [...named, ...called].map((key) => ({ file, ...inFull(key) }));
}

/** What the code of a dialog asks its catalogs for: by `textsOf` at once, or by a name that holds one. */
function wantedOfOwn(file: string): Wanted[] {
  return partsOf(file).flatMap((part) => {
    const atOnce = callsOf(part, /\btextsOf\('([\w-]+)'\)\(/g).flatMap(({ match, args }) =>
      wantedOf(file, [match[1] ?? ''], args[0]),
    );
    const names = [...namesOfTexts(file), ...namesIn(part, file)];
    const byName = [...new Map(names)].flatMap(([name, catalogs]) => [
      ...callsOf(part, new RegExp(`\\b${name}\\(`, 'g')).flatMap(({ args }) =>
        wantedOf(file, catalogs, args[0]),
      ),
      ...callsOf(part, new RegExp(`\\bnamed\\(${name}, '(\\w+)'`, 'g')).flatMap(({ match }) =>
        wantedOf(file, catalogs, `\`${match[1]}.\${}\``),
      ),
    ]);
    return [...atOnce, ...byName];
  });
}

/** What the nodes ask for while they run. */
function wantedAtRuntime(file: string, source: string): Wanted[] {
  const shared = callsOf(source, /\bsharedText\(RED, /g).flatMap(({ args }) =>
    wantedOf(file, [SHARED], args[0]),
  );
  const own = callsOf(source, /\bRED\._\(/g).flatMap(({ args }) => {
    const { keys, patterns } = askedIn(args[0] ?? '');
    return [...keys, ...patterns]
      .filter((key) => !key.includes(':'))
      .flatMap((key) =>
        key.startsWith('*.')
          ? ['deepgram-speak', 'deepgram-transcribe'].map((catalog) => ({ file, catalog, key: key.slice(2) }))
          : [{ file, ...inFull(key) }],
      );
  });
  return [...shared, ...own];
}

function wantedOf(file: string, catalogs: readonly string[], argument = ''): Wanted[] {
  const { keys, patterns } = askedIn(argument);
  return [...keys, ...patterns].flatMap((key) => catalogs.map((catalog) => ({ file, catalog, key })));
}

/** `deepgram-speak.label.voice`, with or without the package and the catalog before it. */
function inFull(full: string): { catalog: string; key: string } {
  const [, catalog = '', key = ''] = /^(?:[^:]+:)*([\w-]+)\.(.+)$/.exec(full) ?? [];
  return { catalog, key };
}

/** The functions, constants and types of a file: a name may stand for one catalog here, and for another there. */
function partsOf(file: string): string[] {
  return (SOURCES.get(file) ?? '').split(
    /\n(?=(?:export )?(?:async )?(?:function|const|let|interface|type) )/,
  );
}

/** The names in a file that stand for a catalog's texts, with the catalogs. */
function namesOfTexts(file: string, seen: readonly string[] = []): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, readonly string[]>();
  for (const part of partsOf(file)) {
    for (const [name, catalogs] of namesIn(part, file, seen)) {
      names.set(name, [...new Set([...(names.get(name) ?? []), ...catalogs])]);
    }
  }
  return names;
}

/**
 * The names in a part of a file that stand for a catalog's texts: for what `textsOf` was told; a parameter
 * `text: Texts` for what all files have that import this one.
 */
function namesIn(
  part: string,
  file: string,
  seen: readonly string[] = [],
): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, readonly string[]>();
  const add = (name: string, catalogs: readonly string[]) =>
    names.set(name, [...new Set([...(names.get(name) ?? []), ...catalogs])]);
  const told = /\b(\w+)(?:\s*:\s*Texts)?\s*[=:]\s*textsOf\('([\w-]+)'\)(?!\()/g;
  for (const [, name = '', catalog = ''] of part.matchAll(told)) add(name, [catalog]);
  const callers = CALLERS_CATALOGS[file];
  if (callers) return names.set('text', callers);
  for (const [, name = ''] of part.matchAll(/\b(\w+)\s*:\s*Texts\b/g)) {
    add(name, catalogsOfImporters(file, [...seen, file]));
  }
  return names;
}

function catalogsOfImporters(file: string, seen: readonly string[]): string[] {
  const name = path.posix.basename(file).replace(/\.ts$/, '.js');
  return [...SOURCES.keys()]
    .filter((other) => !seen.includes(other) && /src\/editor|\.editor\.ts$/.test(other))
    .filter((other) => SOURCES.get(other)?.includes(`/${name}'`))
    .flatMap((other) => handedOn([...namesOfTexts(other, seen).values()].flat()));
}

/** A dialog that has its own catalog and the shared one hands on its own. */
function handedOn(catalogs: readonly string[]): readonly string[] {
  const own = catalogs.filter((catalog) => catalog !== SHARED);
  return own.length > 0 ? own : catalogs;
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}
