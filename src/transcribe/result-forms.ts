/** The forms in which a transcript is handed to a flow. */
export const RESULTS = [
  'transcript',
  'response',
  'words',
  'utterances',
  'paragraphs',
  'speakers',
  'srt',
  'vtt',
] as const;

/** One of {@link RESULTS}. */
export type Result = (typeof RESULTS)[number];
