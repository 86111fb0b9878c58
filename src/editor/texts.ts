import type { Problem } from '../speak/parameters.js';
import './red.js';

/** Values that a text has room for. */
export type TextValues = Readonly<Record<string, string | number>>;

/** The nodes that have a locale catalog. */
export type Catalog =
  | 'deepgram-config'
  | 'deepgram-speak'
  | 'deepgram-callback-endpoint'
  | 'deepgram-callback-in';

/** Reads a text of one node's locale catalog, `label.voice` say. */
export function textsOf(type: Catalog): (key: string, values?: TextValues) => string {
  return (key, values = {}) => RED._(`@deepgram-contrib/node-red-deepgram/${type}:${type}.${key}`, values);
}

/** Why a parameter can't be sent, in a sentence. */
export function problemText({ reason, values }: Problem): string {
  return textsOf('deepgram-config')(`problems.${reason}`, values);
}
