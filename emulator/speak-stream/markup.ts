/**
 * Markup that Flux takes out of a text (docs/flux-tts/client-messages): the core elements of SSML, ElevenLabs'
 * bracketed tags, Cartesia's inline tags. Deepgram's own list is closed but not published; anything else is left.
 */
const ELEMENTS =
  'speak|voice|prosody|break|say-as|phoneme|emphasis|sub|lang|mark|audio|desc|lexicon|lookup|meta|metadata|token|w|p|s|emotion|speed|volume|spell';
const BRACKETED =
  'laughs|laughing|chuckles|whispers|whispering|sighs|exhales|sarcastic|curious|excited|crying|laughter';
const MARKUP = new RegExp(`</?(?:${ELEMENTS})(?:\\s[^<>]*)?/?>|\\[(?:${BRACKETED})\\]`, 'gi');

/** The text without markup; as it was where there is none. */
export function withoutMarkup(text: string): string {
  return text.replace(MARKUP, '');
}
