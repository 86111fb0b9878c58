import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { offerOf } from '../../src/editor/choices.js';
import { ENCODINGS } from '../../src/speak/parameters.js';
import { familyOf, VOICES } from '../../src/speak/voices.js';

const NODES = join(__dirname, '..', '..', '..', 'nodes');
const TYPES = ['deepgram-config', 'deepgram-speak', 'deepgram-callback-endpoint', 'deepgram-callback-in'];

interface Texts {
  [key: string]: string | Texts;
}

describe('the English texts', () => {
  for (const type of TYPES) {
    it(`have every key that the dialog of ${type} names`, () => {
      const html = readFileSync(join(NODES, `${type}.html`), 'utf8');
      const keys = [...html.matchAll(/data-i18n="([^"]+)"/g)].flatMap(([, named = '']) =>
        named.split(';').map((key) => key.replace(/^\[[\w-]+\]/, '')),
      );
      assert.ok(keys.length > 5);
      for (const key of keys) assert.equal(typeof find(catalog(type), key), 'string', key);
    });

    it(`have a help text for ${type}`, () => {
      const help = readFileSync(join(NODES, 'locales', 'en-US', `${type}.html`), 'utf8');
      assert.ok(help.includes(`data-help-name="${type}"`));
    });
  }

  it('name every encoding and container, and every accent, gender and family', () => {
    const texts = catalog('deepgram-speak');
    const keys = Object.keys(ENCODINGS.v1).flatMap((encoding) => {
      const containers = offerOf('container', { model: '', modelType: 'str' }, { encoding });
      const names = containers?.kind === 'list' ? containers.values : [];
      return [`values.encoding.${encoding}`, ...names.map((name) => `values.container.${name}`)];
    });
    for (const { model, gender, accent } of VOICES) {
      keys.push(`families.${familyOf(model)}`, `genders.${gender}`);
      if (accent) keys.push(`accents.${accent}`);
    }
    for (const key of new Set(keys)) assert.equal(typeof find(texts, `deepgram-speak.${key}`), 'string', key);
  });
});

describe('the dialogs', () => {
  for (const type of TYPES) {
    it(`label every field of ${type}`, () => {
      const html = readFileSync(join(NODES, `${type}.html`), 'utf8');
      const ids = [...html.matchAll(/<(?:input|select|textarea)[^>]*? id="([^"]+)"/g)].map(
        (match) => match[0],
      );
      const visible = ids.filter((tag) => !tag.includes('type="hidden"'));
      assert.ok(visible.length > 3);
      for (const tag of visible) {
        const id = /id="([^"]+)"/.exec(tag)?.[1];
        assert.ok(html.includes(`<label for="${id}"`), id);
      }
    });
  }
});

function catalog(type: string): Texts {
  return JSON.parse(readFileSync(join(NODES, 'locales', 'en-US', `${type}.json`), 'utf8')) as Texts;
}

function find(texts: Texts, path: string): string | Texts | undefined {
  return path
    .split('.')
    .reduce<string | Texts | undefined>((at, key) => (typeof at === 'object' ? at[key] : undefined), texts);
}
