import './red.js';

/** Values that a text has room for. */
export type TextValues = Readonly<Record<string, string | number>>;

/** The nodes that have a locale catalog. */
export type Catalog =
  | 'deepgram-config'
  | 'deepgram-speak'
  | 'deepgram-speak-stream'
  | 'deepgram-transcribe'
  | 'deepgram-transcribe-stream'
  | 'deepgram-callback-endpoint'
  | 'deepgram-callback-in';

/** Reads a text of a locale catalog, `label.voice` say. */
export type Texts = (key: string, values?: TextValues) => string;

/** What of a problem its sentence is made from, whichever table's check found it. */
export interface Reason {
  readonly parameter: string;
  readonly reason: string;
  readonly values: TextValues;
}

/** Reads the texts of one node's locale catalog. */
export function textsOf(type: Catalog): Texts {
  return (key, values = {}) => RED._(`@deepgram-contrib/node-red-deepgram/${type}:${type}.${key}`, values);
}

/** Why a parameter can't be sent, in a sentence. */
export function problemText({ reason, values }: Reason): string {
  return textsOf('deepgram-config')(`problems.${reason}`, values);
}

/** The sentences about each parameter that can't be sent; of several about the same one, all. */
export function problemTexts(problems: readonly Reason[]): ReadonlyMap<string, string> {
  const sentences = new Map<string, string>();
  for (const problem of problems) {
    const before = sentences.get(problem.parameter);
    sentences.set(problem.parameter, before ? `${before} ${problemText(problem)}` : problemText(problem));
  }
  return sentences;
}
