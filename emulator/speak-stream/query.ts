import { boolean, number, text, variant, wholeNumber } from '../query-fields.js';
import { invalidQuery } from '../refusal.js';
import { type AudioFormat, formatOf } from '../speak/format.js';
import { type Encoding, formats, type SpeakVersion } from '../speak/formats.js';

/** The query of a speak socket, parsed; ranges and combinations are not checked yet. */
export interface StreamQuery {
  model?: string;
  encoding?: Encoding;
  container?: string;
  sample_rate?: number;
  speed?: number;
  expressivity?: number;
  mip_opt_out?: boolean;
  tag: string[];
}

type Field = (value: string, query: StreamQuery) => void;

/** Raw audio only. */
const encodings = ['linear16', 'mulaw', 'alaw'] as const;

const common: Readonly<Record<string, Field>> = {
  model: (value, query) => (query.model = text(value)),
  encoding: (value, query) => (query.encoding = variant<Encoding>(value, encodings)),
  sample_rate: (value, query) => (query.sample_rate = wholeNumber(value)),
  speed: (value, query) => (query.speed = number(value)),
  mip_opt_out: (value, query) => (query.mip_opt_out = boolean(value)),
};

const fields: Readonly<Record<SpeakVersion, Readonly<Record<string, Field>>>> = {
  // `none` is tolerated (docs/tts-container); how others are refused is not published.
  v1: { ...common, container: (value, query) => (query.container = variant(value, ['none', 'wav', 'ogg'])) },
  v2: {
    ...common,
    expressivity: (value, query) => (query.expressivity = number(value)),
    tag: (value, query) => query.tag.push(text(value)),
  },
};

/**
 * Parses the query, or throws the 400 that the handshake gets. Unknown parameters are refused on `/v2/speak`;
 * that `/v1/speak` does the same, and that `tag`, which its specification does not have, is one, is assumed.
 */
export function parseStreamQuery(version: SpeakVersion, parameters: URLSearchParams): StreamQuery {
  const query: StreamQuery = { tag: [] };
  const seen = new Set<string>();
  for (const [name, value] of parameters) {
    const field = Object.hasOwn(fields[version], name) ? fields[version][name] : undefined;
    if (field === undefined) throw invalidQuery(`unknown field \`${name}\``);
    if (seen.has(name) && name !== 'tag') throw invalidQuery(`duplicate field \`${name}\``);
    seen.add(name);
    field(value, query);
  }
  if (version === 'v2' && query.model === undefined) throw invalidQuery('missing field `model`');
  return query;
}

/** The format asked for, or a {@link Refusal} 400; linear16 where none is, at the rates the REST endpoint has. */
export function chooseStreamFormat(version: SpeakVersion, query: StreamQuery): AudioFormat {
  const encoding = query.encoding ?? 'linear16';
  return formatOf(encoding, { ...formats[version][encoding], containers: ['none'] }, query);
}
