/**
 * The models that Deepgram documents for turning audio into text. A list of suggestions, not a fence: any other
 * name is sent as it is, because Deepgram adds models more often than this package is released, and projects
 * have models of their own. It imports nothing.
 *
 * Sources: developers.deepgram.com/docs/models-languages-overview, its changelog up to 2026-10, and the model
 * names of `@deepgram/sdk` 5.13.
 */

/** Models of one family take the same parameters. */
export type Family = 'flux' | 'nova-3' | 'nova-2' | 'nova' | 'enhanced' | 'base' | 'whisper';

/** One model as a dialog offers it. */
export interface Model {
  /** The value of Deepgram's `model` parameter. */
  readonly model: string;
  /** Deepgram's name for it. */
  readonly name: string;
  readonly family: Family;
  /** BCP 47, the common ones first; `multi` follows speakers who change languages. */
  readonly languages: readonly string[];
  /** True where whole recordings can be transcribed (`POST /v1/listen`). */
  readonly batch: boolean;
  /** True where a live stream can be. */
  readonly live: boolean;
}

const ENGLISH = 'en en-US';
const ENGLISH_WORLDWIDE = 'en en-US en-AU en-GB en-IN en-NZ';
const ENGLISH_MEDICAL = 'en en-US en-AU en-CA en-GB en-IE en-IN en-NZ';

const NOVA_2 =
  `${ENGLISH_WORLDWIDE} multi bg ca cs da da-DK de de-CH el es es-419 et fi fr fr-CA hi hu id it ja ko ko-KR ` +
  'lt lv ms nl nl-BE no pl pt pt-BR pt-PT ro ru sk sv sv-SE th th-TH tr uk vi ' +
  'zh zh-CN zh-Hans zh-HK zh-Hant zh-TW';

const NOVA_3 = `${NOVA_2} af be bn bs fa gu gu-IN he hr hy ka kn mk mr ne pa pa-IN sl sr ta te tl ur`;

const FLUX_MULTI = 'en es fr de hi ru pt ja it nl';

const ENHANCED = `${ENGLISH} da de es es-419 es-LATAM fr hi it ja ko nl no pl pt pt-BR pt-PT sv ta taq`;

const BASE =
  `${ENGLISH} da de es es-419 es-LATAM fr fr-CA hi hi-Latn id it ja ko nl no pl pt pt-BR pt-PT ru sv taq tr uk ` +
  'zh zh-CN zh-TW';

const WHISPER =
  'en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr bg lt la ' +
  'mi ml cy sk te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl mr pa si km sn yo so af oc ka be ' +
  'tg sd gu am yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt haw ln ha ba jw su';

type Row = readonly [model: string, name: string, languages: string];

const ROWS: readonly Row[] = [
  ['nova-3', 'Nova-3', NOVA_3],
  ['nova-3-general', 'Nova-3 General', NOVA_3],
  ['nova-3-medical', 'Nova-3 Medical', `${ENGLISH_MEDICAL} multi`],
  ['nova-3-pharma', 'Nova-3 Pharma', ENGLISH_MEDICAL],
  ['flux-general-en', 'Flux English', 'en'],
  ['flux-general-multi', 'Flux Multilingual', FLUX_MULTI],
  ['nova-2', 'Nova-2', NOVA_2],
  ['nova-2-general', 'Nova-2 General', NOVA_2],
  ['nova-2-meeting', 'Nova-2 Meeting', ENGLISH],
  ['nova-2-phonecall', 'Nova-2 Phone Call', ENGLISH],
  ['nova-2-finance', 'Nova-2 Finance', ENGLISH],
  ['nova-2-conversationalai', 'Nova-2 Conversational AI', ENGLISH],
  ['nova-2-voicemail', 'Nova-2 Voicemail', ENGLISH],
  ['nova-2-video', 'Nova-2 Video', ENGLISH],
  ['nova-2-medical', 'Nova-2 Medical', ENGLISH],
  ['nova-2-drivethru', 'Nova-2 Drive-Thru', ENGLISH],
  ['nova-2-automotive', 'Nova-2 Automotive', ENGLISH],
  ['nova-2-atc', 'Nova-2 Air Traffic Control', ENGLISH],
  ['whisper', 'Whisper', WHISPER],
  ['whisper-large', 'Whisper Large', WHISPER],
  ['whisper-medium', 'Whisper Medium', WHISPER],
  ['whisper-small', 'Whisper Small', WHISPER],
  ['whisper-base', 'Whisper Base', WHISPER],
  ['whisper-tiny', 'Whisper Tiny', WHISPER],
  ['nova', 'Nova-1', `${ENGLISH_WORLDWIDE} es es-419 hi-Latn`],
  ['nova-general', 'Nova-1 General', `${ENGLISH_WORLDWIDE} es es-419 hi-Latn`],
  ['nova-phonecall', 'Nova-1 Phone Call', ENGLISH],
  ['nova-medical', 'Nova-1 Medical', ENGLISH],
  ['enhanced', 'Enhanced', ENHANCED],
  ['enhanced-general', 'Enhanced General', ENHANCED],
  ['enhanced-meeting', 'Enhanced Meeting', ENGLISH],
  ['enhanced-phonecall', 'Enhanced Phone Call', ENGLISH],
  ['enhanced-finance', 'Enhanced Finance', ENGLISH],
  ['base', 'Base', BASE],
  ['base-general', 'Base General', BASE],
  ['meeting', 'Base Meeting', ENGLISH],
  ['phonecall', 'Base Phone Call', ENGLISH],
  ['finance', 'Base Finance', ENGLISH],
  ['conversationalai', 'Base Conversational AI', ENGLISH],
  ['voicemail', 'Base Voicemail', ENGLISH],
  ['video', 'Base Video', ENGLISH],
];

/** Names of base models that don't begin with their family's. */
const BASE_NAMES = ['general', 'meeting', 'phonecall', 'finance', 'conversationalai', 'voicemail', 'video'];

/**
 * The family that a model belongs to, by its name; custom ones are named after theirs (`nova-2-<custom>`).
 *
 * @returns undefined for a name that says nothing, a model's UUID say
 */
export function familyOf(model: string): Family | undefined {
  if (BASE_NAMES.includes(model)) return 'base';
  // The longer names first: `nova-3` begins with `nova`.
  const families: readonly Family[] = ['flux', 'nova-3', 'nova-2', 'nova', 'enhanced', 'base', 'whisper'];
  const found = families.find((family) => model === family || model.startsWith(`${family}-`));
  // What will be called Nova-4 is no Nova-1, and won't take its parameters.
  return found === 'nova' && /^nova-\d/.test(model) ? undefined : found;
}

/** Every model, the best one for most recordings first. */
export const MODELS: readonly Model[] = ROWS.map(([model, name, languages]) => {
  const family = familyOf(model) ?? 'base';
  return {
    model,
    name,
    family,
    languages: languages.split(' '),
    batch: family !== 'flux',
    live: family !== 'whisper',
  };
});
