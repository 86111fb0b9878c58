/** Languages that `nova-2`, `nova-3` or Whisper know (docs/models-languages-overview); the others know fewer. */
export const languages: ReadonlySet<string> = new Set(
  `ar be bg bn bs ca cs da de el en es et fa fi fr he hi hr hu id it ja kn ko lt lv mk mr ms multi nl no pl pt
   ro ru sk sl sr sv ta te th tl tr uk ur vi zh`.split(/\s+/),
);

/** What the list of models says of one: a model for general use knows many languages, one for a field English. */
export function languagesOf(architecture: string, purpose: string): readonly string[] {
  return purpose === 'general' && /^nova-[23]$/.test(architecture) ? [...languages] : ['en', 'en-US'];
}

/** Speech-to-text models by architecture: the suffixes of the canonical names (@deepgram/sdk 5.13). */
export const transcriptionModels: Readonly<Record<string, readonly string[]>> = {
  'nova-3': ['general', 'medical'],
  'nova-2': [
    'general',
    'meeting',
    'finance',
    'conversationalai',
    'voicemail',
    'video',
    'medical',
    'drivethru',
    'automotive',
  ],
  nova: ['general', 'phonecall', 'medical'],
  enhanced: ['general', 'meeting', 'phonecall', 'finance'],
  base: ['general', 'meeting', 'phonecall', 'finance', 'conversationalai', 'voicemail', 'video'],
};
