import { languages, transcriptionModels } from '../models/transcription-models.js';
import { Refusal } from '../refusal.js';
import type { ListenQuery } from './parameters.js';

/** A model that transcribes. */
export interface TranscriptionModel {
  /** Its canonical name, e.g. `nova-3-general`. */
  readonly name: string;
  /** What it is for, e.g. `general`. */
  readonly purpose: string;
  readonly architecture: string;
}

/** The model when none is asked for, as the specification has it. */
const DEFAULT_MODEL = 'base-general';

/** Not in the list of models, but served. */
const more: Readonly<Record<string, readonly string[]>> = {
  'nova-3': ['pharma'],
  whisper: ['tiny', 'base', 'small', 'medium', 'large'],
};

const english = new Set([
  'medical',
  'pharma',
  'phonecall',
  'meeting',
  'finance',
  'voicemail',
  'video',
  'drivethru',
  'automotive',
]);

const models = new Map<string, TranscriptionModel>();
for (const catalogue of [transcriptionModels, more]) {
  for (const [architecture, purposes] of Object.entries(catalogue)) {
    for (const purpose of purposes) {
      const model = { name: `${architecture}-${purpose}`, purpose, architecture };
      models.set(model.name, model);
      // `nova-3` is `nova-3-general`, `phonecall` is `base-phonecall`.
      if (purpose === 'general') models.set(architecture, model);
      else if (architecture === 'base') models.set(purpose, model);
    }
  }
}
models.set('whisper', { name: 'whisper-medium', purpose: 'medium', architecture: 'whisper' });

/**
 * The model asked for. One that is not known is answered as one that the project has no access to, with 403
 * (seen on the wire on 2026-09-18); custom models, which have ids, are therefore refused as well.
 */
export function findModel(name: string = DEFAULT_MODEL): TranscriptionModel {
  const model = models.get(name);
  if (model === undefined) {
    throw new Refusal(
      403,
      'INSUFFICIENT_PERMISSIONS',
      'Project does not have access to the requested model.',
    );
  }
  return model;
}

/** Throws the {@link Refusal} 400 for a language that the model does not have; the text is that of the newest pages. */
export function checkLanguage(
  { language = 'en', detect_language, version = 'latest' }: ListenQuery,
  model: TranscriptionModel,
): void {
  const code = language.split(/[-_]/)[0] ?? '';
  const known = languages.has(code) && (code !== 'multi' || /^nova-[23]$/.test(model.architecture));
  const fits = code === 'en' || !english.has(model.purpose) || detect_language === true;
  // Versions are dates; only the newest ones are served here.
  const served = version === 'latest' || /^\d{4}-\d{2}-\d{2}\.\d+$/.test(version);
  if (known && fits && served) return;
  throw new Refusal(400, 'Bad Request', 'Bad Request: No such model/language/tier combination found.');
}
