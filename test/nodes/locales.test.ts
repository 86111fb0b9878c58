import assert from 'node:assert/strict';
import { CATALOGS, filesOf, LANGUAGES, languages, readLocale, textsIn } from './locale-files.js';
import { mentionedTexts, reasonsOfErrors, type Wanted, wantedTexts } from './source-texts.js';
import { GAPS } from './template-gaps.js';

/** Texts that say nothing, in any language, because what stands before them has said it all. */
const BLANK = ['deepgram-callback-endpoint.cures.callbackUnreadable'];
const OTHERS = LANGUAGES.filter((language) => language !== 'en-US');

describe('the languages', () => {
  it('are English, German and Japanese', () => assert.deepEqual(languages(), LANGUAGES.toSorted()));

  for (const language of OTHERS) {
    it(`${language} has the same files`, () => assert.deepEqual(filesOf(language), filesOf('en-US')));

    for (const catalog of CATALOGS) {
      it(`${language} has every text of ${catalog}, and no other`, () => {
        const [ours, theirs] = [textsIn('en-US', catalog), textsIn(language, catalog)];
        const missing = [...ours.keys()].filter((key) => !theirs.has(key));
        const foreign = [...theirs.keys()].filter((key) => !ours.has(key));
        assert.deepEqual({ missing, foreign }, { missing: [], foreign: [] });
      });

      it(`${language} has the same gaps in the texts of ${catalog}`, () => {
        const theirs = textsIn(language, catalog);
        for (const [key, text] of textsIn('en-US', catalog)) {
          assert.deepEqual(gapsIn(theirs.get(key) ?? text), gapsIn(text), key);
        }
      });

      it(`${language} has a help text for ${catalog} that is built like the English one`, () => {
        const english = readLocale('en-US', `${catalog}.html`);
        const other = readLocale(language, `${catalog}.html`);
        assert.deepEqual(tagsOf(other), tagsOf(english));
        for (const tag of ['code', 'pre', 'h4']) {
          const [theirs, ours] = [insideOf(other, tag), insideOf(english, tag)];
          if (tag === 'h4') assert.equal(theirs.length, ours.length);
          else assert.deepEqual(theirs.toSorted(), ours.toSorted(), tag);
        }
        assert.deepEqual(propertiesOf(other), propertiesOf(english));
      });
    }
  }

  for (const language of LANGUAGES) {
    it(`${language} has an example in each help text`, () => {
      const without = CATALOGS.filter(
        (catalog) => !readLocale(language, `${catalog}.html`).includes('<pre>'),
      );
      assert.deepEqual(without, []);
    });

    it(`${language} has no blank text`, () => {
      const blank = CATALOGS.flatMap((catalog) =>
        [...textsIn(language, catalog)]
          .filter(([, text]) => text.trim() === '')
          .map(([key]) => `${catalog}.${key}`),
      );
      assert.deepEqual(blank, BLANK);
    });
  }
});

describe('the texts of the nodes', () => {
  const wanted = wantedTexts();
  const known = new Map(CATALOGS.map((catalog) => [catalog, textsIn('en-US', catalog)]));
  const isKnown = (full: string) => {
    const [catalog = '', ...key] = full.split('.');
    return known.get(catalog)?.has(key.join('.')) === true;
  };
  const patterns = [...new Set(wanted.map(fullOf).filter((key) => key.includes('*')))];
  const filled = patterns.flatMap((pattern) =>
    (GAPS[pattern]?.words ?? []).map((word) => fill(pattern, word)),
  );

  it('are asked for by hundreds of places, which this test finds', () => assert.ok(wanted.length > 400));

  it('are asked for with gaps only where it is known what goes into them', () =>
    assert.deepEqual(patterns.toSorted(), Object.keys(GAPS).toSorted()));

  it('are all there that are asked for', () => {
    const places = wanted
      .filter(({ key }) => !key.includes('*'))
      .filter((place) => !isKnown(fullOf(place)))
      .map((place) => `${place.file}: ${fullOf(place)}`);
    assert.deepEqual(places, []);
  });

  it('are all there that are asked for with a gap', () => {
    const complete = patterns
      .filter((pattern) => GAPS[pattern]?.isComplete)
      .flatMap((pattern) => (GAPS[pattern]?.words ?? []).map((word) => fill(pattern, word)));
    assert.ok(complete.length > 200);
    assert.deepEqual(
      complete.filter((key) => !isKnown(key)),
      [],
    );
  });

  it('are there for every error that is made', () => {
    const reasons = reasonsOfErrors();
    assert.ok(reasons.length > 70);
    assert.deepEqual(
      reasons.filter((reason) => !isKnown(`deepgram-config.errors.${reason}`)),
      [],
    );
  });

  it('are all asked for', () => {
    const used = new Set([...wanted, ...mentionedTexts()].map(fullOf).concat(filled));
    const unused = [...known].flatMap(([catalog, texts]) =>
      [...texts.keys()].map((key) => `${catalog}.${key}`).filter((key) => !used.has(key)),
    );
    assert.deepEqual(unused, []);
  });
});

function fullOf({ catalog, key }: Wanted): string {
  return `${catalog}.${key}`;
}

/** A pattern's key, with the word in place of its star, or of all from the first star to the last. */
function fill(pattern: string, word: string): string {
  return pattern.slice(0, pattern.indexOf('*')) + word + pattern.slice(pattern.lastIndexOf('*') + 1);
}

function gapsIn(text: string): string[] {
  return [...text.matchAll(/__\w+?__|\$\{\w+\}/g)].map(([gap]) => gap).toSorted();
}

/** All tags with what they say to machines (name, class, address), in order; `em` and its like may move. */
function tagsOf(html: string): string[] {
  return [...html.matchAll(/<(?!\/?(?:em|code)\b)[^>]+>/g)].map(([tag]) => tag);
}

function insideOf(html: string, tag: string): string[] {
  return [...html.matchAll(new RegExp(`<${tag}[^>]*>([\\s\\S]*?)</${tag}>`, 'g'))].map(
    ([, inside = '']) => inside,
  );
}

/** Japanese readers know the types by their Japanese names. */
function withoutType(term: string): string {
  return term.replace(/<span class="property-type">[^<]*<\/span>/, '').trim();
}

/** The names of message properties and error codes, which are the same in every language. */
function propertiesOf(html: string): string[] {
  const properties = /<h3>(?:Inputs|Outputs|Eingangsdaten|Ausgangsdaten|入力|出力)<\/h3>[\s\S]*?(?=<h3>)/g;
  const inMessages = [...html.matchAll(properties)]
    .flatMap(([part]) => insideOf(part, 'dt'))
    .map(withoutType);
  return [...inMessages, ...insideOf(html, 'dt').filter((term) => /^[A-Z_, \d]+$/.test(term))];
}
