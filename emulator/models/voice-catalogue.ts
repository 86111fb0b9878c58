import type { Voice } from './voice.js';

/** Voices that differ in their name only. */
interface Row extends Omit<Voice, 'model' | 'name' | 'deprecated'> {
  readonly names: string;
  readonly deprecated?: true;
}

type Family = Pick<Row, 'architecture' | 'language' | 'accent'>;

/**
 * Aura: developers.deepgram.com/docs/tts-models. `aura-2-perseo-it` stands in Deepgram's specification but
 * was never served. Ages of the voices that do not speak English are not published; they stand as Adult.
 */
const aura: Family = { architecture: 'aura', language: 'en-US', accent: 'American' };
const american: Family = { architecture: 'aura-2', language: 'en-US', accent: 'American' };
const mexican: Family = { architecture: 'aura-2', language: 'es-MX', accent: 'Mexican' };
const peninsular: Family = { architecture: 'aura-2', language: 'es-ES', accent: 'Peninsular' };
const latin: Family = { architecture: 'aura-2', language: 'es-419', accent: 'Latin American' };
const german: Family = { architecture: 'aura-2', language: 'de-DE', accent: 'German' };
const dutch: Family = { architecture: 'aura-2', language: 'nl-NL', accent: 'Dutch' };
const french: Family = { architecture: 'aura-2', language: 'fr-FR', accent: 'French' };
const italian: Family = { architecture: 'aura-2', language: 'it-IT', accent: 'Italian' };
const japanese: Family = { architecture: 'aura-2', language: 'ja-JP', accent: 'Japanese' };

/** Flux: developers.deepgram.com/docs/flux-tts/voices. */
const flux: Family = { architecture: 'flux-tts', language: 'en-US', accent: 'American' };

const british = { language: 'en-GB', accent: 'British' } as const;
const irish = { language: 'en-IE', accent: 'Irish' } as const;
const australian = { language: 'en-AU', accent: 'Australian' } as const;
const filipino = { language: 'en-PH', accent: 'Filipino' } as const;
const indian = { language: 'en-IN', accent: 'Indian' } as const;
const singaporean = { language: 'en-SG', accent: 'Singaporean' } as const;
const colombian = { language: 'es-CO', accent: 'Colombian' } as const;
const argentine = { language: 'es-AR', accent: 'Argentine' } as const;

const woman = { gender: 'feminine', age: 'Adult' } as const;
const man = { gender: 'masculine', age: 'Adult' } as const;

export const catalogue: readonly Row[] = [
  { ...aura, ...woman, names: 'asteria hera stella' },
  { ...aura, ...woman, age: 'Young Adult', names: 'luna' },
  { ...aura, ...woman, ...british, age: 'Mature', names: 'athena' },
  { ...aura, ...man, names: 'arcas orion orpheus perseus zeus' },
  { ...aura, ...man, ...british, names: 'helios' },
  { ...aura, ...man, ...irish, names: 'angus' },

  {
    ...american,
    ...woman,
    names:
      'andromeda asteria aurora callista cora electra harmonia helena hera janus juno minerva ophelia phoebe selene thalia vesta',
  },
  { ...american, ...woman, age: 'Young Adult', names: 'cordelia delia iris luna' },
  { ...american, ...woman, age: 'Mature', names: 'athena' },
  { ...american, ...woman, ...filipino, age: 'Young Adult', names: 'amalthea' },
  { ...american, ...woman, ...british, names: 'pandora' },
  { ...american, ...woman, ...australian, names: 'theia' },
  {
    ...american,
    ...man,
    names: 'apollo arcas aries hermes jupiter mars neptune odysseus orion orpheus pluto saturn zeus',
  },
  { ...american, ...man, age: 'Mature', names: 'atlas' },
  { ...american, ...man, ...british, names: 'draco' },
  { ...american, ...man, ...australian, names: 'hyperion' },

  { ...mexican, ...woman, names: 'estrella olivia' },
  { ...mexican, ...man, names: 'javier luciano sirio valerio' },
  { ...peninsular, ...woman, names: 'agustina carina diana silvia' },
  { ...peninsular, ...man, names: 'alvaro nestor' },
  { ...latin, ...woman, names: 'selena' },
  { ...latin, ...man, names: 'aquila' },
  { ...latin, ...woman, ...colombian, names: 'celeste gloria' },
  { ...latin, ...woman, ...argentine, names: 'antonia' },

  { ...german, ...woman, names: 'aurelia elara kara lara viktoria' },
  { ...german, ...man, names: 'fabian julius' },
  { ...dutch, ...woman, names: 'beatrix cornelia daphne hestia leda rhea' },
  { ...dutch, ...man, names: 'lars roman sander' },
  { ...french, ...woman, names: 'agathe' },
  { ...french, ...man, names: 'hector' },
  { ...italian, ...woman, names: 'cinzia demetra livia maia melia' },
  { ...italian, ...man, names: 'cesare dionisio elio flavio' },
  { ...japanese, ...woman, names: 'ama izanami uzume' },
  { ...japanese, ...man, names: 'ebisu fujin' },

  { ...flux, ...woman, age: 'Young', names: 'brooke hannah heather' },
  { ...flux, ...woman, age: 'Young Adult', names: 'haley kelsey paige sienna' },
  { ...flux, ...woman, names: 'alexis elise meghan' },
  { ...flux, ...woman, age: 'Mature', names: 'bree brittany' },
  { ...flux, ...woman, ...british, age: 'Young', names: 'gemma' },
  { ...flux, ...woman, ...irish, names: 'maeve' },
  { ...flux, ...woman, ...indian, names: 'meena priya' },
  { ...flux, ...woman, ...australian, age: 'Young', names: 'sharon' },
  { ...flux, ...man, age: 'Young', names: 'cole' },
  { ...flux, ...man, names: 'bruce donovan drew marcus miles wade wes' },
  { ...flux, ...man, age: 'Mature', names: 'cliff' },
  { ...flux, ...man, ...british, age: 'Young Adult', names: 'kit' },
  { ...flux, ...man, ...british, names: 'colin jack rufus tanner' },
  { ...flux, ...man, ...british, age: 'Mature', names: 'conor sean' },
  { ...flux, ...man, ...singaporean, age: 'Young Adult', names: 'kai' },
  { ...flux, ...man, ...filipino, age: 'Young Adult', names: 'marcelo' },
  { ...flux, ...man, ...indian, names: 'naveen' },
  // Marked deprecated in @deepgram/sdk 5.13 and absent from /v2/models; nothing about the voice is published.
  { ...flux, ...woman, names: 'renee', deprecated: true },
];
