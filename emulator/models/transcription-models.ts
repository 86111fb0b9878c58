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
