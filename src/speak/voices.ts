/**
 * The voices that Deepgram documents. A list of suggestions, not a fence: any other name is sent as it is,
 * because Deepgram adds voices more often than this package is released. It imports nothing.
 *
 * Sources: developers.deepgram.com/docs/tts-models and /docs/flux-tts/voices (2026), and the model names of
 * `@deepgram/sdk` 5.13. `aura-2-perseo-it` is in those names but the API refuses it. `flux-renee-en` has left
 * the documentation and is still answered.
 */

/** The gender that a voice expresses, in Deepgram's words. */
export type Gender = 'feminine' | 'masculine';

/** One voice as a dialog offers it. */
export interface Voice {
  /** The value of Deepgram's `model` parameter. */
  readonly model: string;
  readonly name: string;
  /** BCP 47: `en-US`, `es-419`. */
  readonly language: string;
  readonly gender?: Gender;
  /** Deepgram's word for the accent, where one language is spoken with several. */
  readonly accent?: string;
}

type Row = readonly [family: string, language: string, accent: string, feminine: string, masculine: string];

const ROWS: readonly Row[] = [
  [
    'aura-2',
    'en-US',
    'American',
    'andromeda asteria athena aurora callista cora cordelia delia electra harmonia helena hera iris janus juno ' +
      'luna minerva ophelia phoebe selene thalia vesta',
    'apollo arcas aries atlas hermes jupiter mars neptune odysseus orion orpheus pluto saturn zeus',
  ],
  ['aura-2', 'en-GB', 'British', 'pandora', 'draco'],
  ['aura-2', 'en-AU', 'Australian', 'theia', 'hyperion'],
  ['aura-2', 'en-PH', 'Filipino', 'amalthea', ''],
  [
    'flux',
    'en-US',
    'American',
    'alexis bree brittany brooke elise haley hannah heather kelsey meghan paige renee sienna',
    'bruce cliff cole donovan drew marcus miles wade wes',
  ],
  ['flux', 'en-GB', 'British', 'gemma', 'colin conor jack kit rufus sean tanner'],
  ['flux', 'en-IE', 'Irish', 'maeve', ''],
  ['flux', 'en-AU', 'Australian', 'sharon', ''],
  ['flux', 'en-IN', 'Indian', 'meena priya', 'naveen'],
  ['flux', 'en-PH', 'Filipino', '', 'marcelo'],
  ['flux', 'en-SG', 'Singaporean', '', 'kai'],
  ['aura-2', 'es-ES', 'Peninsular', 'agustina carina diana silvia', 'alvaro nestor'],
  ['aura-2', 'es-MX', 'Mexican', 'estrella olivia', 'javier luciano sirio valerio'],
  ['aura-2', 'es-CO', 'Colombian', 'celeste gloria', ''],
  ['aura-2', 'es-AR', 'Argentine', 'antonia', ''],
  ['aura-2', 'es-419', 'Latin American', 'selena', 'aquila'],
  ['aura-2', 'de-DE', '', 'aurelia elara kara lara viktoria', 'fabian julius'],
  ['aura-2', 'fr-FR', '', 'agathe', 'hector'],
  ['aura-2', 'it-IT', '', 'cinzia demetra livia maia melia', 'cesare dionisio elio flavio'],
  ['aura-2', 'ja-JP', '', 'ama izanami uzume', 'ebisu fujin'],
  ['aura-2', 'nl-NL', '', 'beatrix cornelia daphne hestia leda rhea', 'lars roman sander'],
  ['aura', 'en-US', 'American', 'asteria hera luna stella', 'arcas orion orpheus perseus zeus'],
  ['aura', 'en-GB', 'British', 'athena', 'helios'],
  ['aura', 'en-IE', 'Irish', '', 'angus'],
];

/** Every voice, by family and language. */
export const VOICES: readonly Voice[] = ROWS.flatMap((row) => [
  ...voices(row, 'feminine', row[3]),
  ...voices(row, 'masculine', row[4]),
]);

/** The family that a voice belongs to, by its name: `flux`, `aura-2`, or `aura` for everything older. */
export function familyOf(model: string): 'flux' | 'aura-2' | 'aura' {
  if (model.startsWith('flux-')) return 'flux';
  return model.startsWith('aura-2-') ? 'aura-2' : 'aura';
}

function voices([family, language, accent]: Row, gender: Gender, names: string): Voice[] {
  return names
    .split(' ')
    .filter(Boolean)
    .map((name) => ({
      model: `${family}-${name}-${language.slice(0, 2)}`,
      name: name.charAt(0).toUpperCase() + name.slice(1),
      language,
      gender,
      ...(accent && { accent }),
    }));
}
