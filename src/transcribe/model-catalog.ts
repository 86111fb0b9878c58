import { familyOf, MODELS, type Model } from './models.js';

/** A model as a catalog of Deepgram lists it. */
export type CatalogModel = Pick<Model, 'model' | 'languages' | 'batch' | 'live'>;

/** A model as a dialog offers it; of one that this package does not know by name, the family may not be known. */
export interface OfferedModel extends Omit<Model, 'family'> {
  readonly family?: Model['family'];
}

/** More than a list for people can have. */
const LIMITS = { entries: 2000, name: 100, languages: 300, tag: 20 } as const;

/** Of what can be seen only: neither blanks, nor control characters, nor what turns the direction of text. */
const MODEL = /^[^\s\p{Cc}\p{Bidi_Control}]+$/u;

/**
 * Reads the models of `GET /v1/models`. Whatever is not as documented is left out; the rest counts.
 *
 * The fields are those of `@deepgram/sdk` 5.13 (`ListModelsV1ResponseSttModels`). One name may come several times,
 * with `batch` and `streaming` apart (developers.deepgram.com/docs/model-metadata): it has what any of them has.
 */
export function readModels(answer: unknown): CatalogModel[] {
  const models = new Map<string, CatalogModel>();
  for (const entry of listOf(recordOf(answer).stt).slice(0, LIMITS.entries)) {
    const read = readModel(recordOf(entry));
    const before = read && models.get(read.model);
    if (read) models.set(read.model, before ? joined(before, read) : read);
  }
  return [...models.values()];
}

/**
 * The models to offer: this package's own, with what is listed of them besides, and those that it does not know.
 * Nothing is taken away: the catalog lists less than is served (no Flux, no `nova-3-pharma`, no Whisper; and the
 * documentation's own example has Nova-3 for streams and for English only).
 */
export function mergeModels(listed: readonly CatalogModel[]): OfferedModel[] {
  const live = new Map(listed.map((model) => [model.model, model]));
  const known = MODELS.map((model): OfferedModel => {
    // `nova-3` is another name for `nova-3-general`.
    const current = live.get(model.model) ?? live.get(`${model.model}-general`);
    if (!current) return model;
    return { ...model, ...joined(model, current), model: model.model };
  });
  const names = new Set(MODELS.map(({ model }) => model));
  const added = listed.filter(({ model }) => !names.has(model)).map(described);
  return [...known, ...added];
}

function described(model: CatalogModel): OfferedModel {
  const family = familyOf(model.model);
  return { ...model, name: titled(model.model), ...(family && { family }) };
}

/** `nova-4-general` is called Nova-4 General. */
function titled(model: string): string {
  const words = model.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return words.join(' ').replace(/ (?=\d)/g, '-');
}

function readModel(entry: Readonly<Record<string, unknown>>): CatalogModel | undefined {
  const { canonical_name: model, batch, streaming } = entry;
  if (typeof model !== 'string' || !MODEL.test(model) || model.length > LIMITS.name) return undefined;
  const isTold = typeof batch === 'boolean' || typeof streaming === 'boolean';
  const languages = listOf(entry.languages).filter(isTag).slice(0, LIMITS.languages);
  return { model, languages, batch: !isTold || batch === true, live: !isTold || streaming === true };
}

function joined(one: CatalogModel, other: CatalogModel): CatalogModel {
  return {
    model: one.model,
    languages: unique([...one.languages, ...other.languages]).slice(0, LIMITS.languages),
    batch: one.batch || other.batch,
    live: one.live || other.live,
  };
}

/** Languages are told as `en-US`, `en-us` or `en_US`: what Deepgram takes is left as it is. */
function isTag(value: unknown): value is string {
  return (
    typeof value === 'string' && /^[a-z]{2,8}([-_][a-z0-9]{2,8})*$/i.test(value) && value.length <= LIMITS.tag
  );
}

/** Each once, however it is written; the first way counts. */
function unique(tags: readonly string[]): string[] {
  const written = new Map<string, string>();
  for (const tag of tags) {
    const key = tag.toLowerCase().replaceAll('_', '-');
    if (!written.has(key)) written.set(key, tag);
  }
  return [...written.values()];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
