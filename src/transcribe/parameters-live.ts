/**
 * The tables of what Deepgram takes for turning live audio into text: of `wss /v1/listen`, and of `wss /v2/listen`
 * where the Flux models are. The first has what the table of recordings marks as live, and its own; the second is
 * a list of its own. Neither needs more than the other tables, so that they run in the editor as well.
 *
 * Sources: the public AsyncAPI description, `@deepgram/sdk` 5.13, and the pages of developers.deepgram.com/docs on
 * live audio and on Flux.
 */

import { familyOf } from './models.js';
import { type Group, inGroup, PARAMETERS, type ParameterRow, type Row } from './parameters.js';

const TURNS: readonly Row[] = [
  { name: 'interim_results', type: 'boolean' },
  { name: 'endpointing', type: 'number', min: 0, step: 1, unit: 'ms', orFalse: true, preset: 10 },
  // Less than 1000 has no use: results come about once a second (docs/utterance-end).
  { name: 'utterance_end_ms', type: 'number', min: 1000, step: 1, unit: 'ms', needs: 'interim_results' },
  { name: 'vad_events', type: 'boolean' },
  // Not in the AsyncAPI description, and still documented.
  { name: 'no_delay', type: 'boolean' },
];

const FLUX_TURNS: readonly Row[] = [
  { name: 'eot_threshold', type: 'number', min: 0.5, max: 1, preset: 0.7 },
  {
    ...{ name: 'eager_eot_threshold', type: 'number', min: 0.3, max: 0.9 },
    atMost: { parameter: 'eot_threshold', preset: 0.7 },
  },
  { name: 'eot_timeout_ms', type: 'number', min: 500, max: 60_000, step: 1, unit: 'ms', preset: 5000 },
];

const FLUX_SAID: readonly Row[] = [
  { name: 'language_hint', type: 'list', models: ['flux-general-multi'] },
  { name: 'numerals', type: 'boolean' },
  { name: 'profanity_filter', type: 'boolean' },
  { name: 'keyterm', type: 'list', maxItems: 100 },
];

const FLUX_SEARCH: readonly Row[] = [
  { name: 'redact', type: 'list', values: ['numbers', 'aggressive_numbers'], closed: true },
];

const FLUX_FORMAT: readonly Row[] = [
  { name: 'encoding', type: 'choice', values: 'linear16 linear32 mulaw alaw opus ogg-opus'.split(' ') },
  { name: 'sample_rate', type: 'number', min: 1000, step: 1, unit: 'Hz' },
];

const FLUX_DELIVERY: readonly Row[] = [
  { name: 'tag', type: 'list' },
  { name: 'mip_opt_out', type: 'boolean' },
];

/** Where a live dialog shows what would else be alone in its group. */
const MOVED: Readonly<Record<string, Group>> = { detect_entities: 'search', channels: 'speakers' };

/** What `wss /v1/listen` takes. */
const V1: readonly ParameterRow[] = [
  ...inGroup('turns', TURNS),
  ...PARAMETERS.filter(isLive).map(asLive),
].sort(byGroup);

/** What `wss /v2/listen` takes. */
const V2: readonly ParameterRow[] = [
  ...inGroup('turns', FLUX_TURNS),
  ...inGroup('said', FLUX_SAID),
  ...inGroup('search', FLUX_SEARCH),
  ...inGroup('format', FLUX_FORMAT),
  ...inGroup('delivery', FLUX_DELIVERY),
];

/** Every parameter that one of the two takes, each once; where both have it, the row that allows more. */
export const LIVE_ROWS: readonly ParameterRow[] = [
  ...V1,
  ...V2.filter(({ name }) => !V1.some((row) => row.name === name)),
].sort(byGroup);

/** What the socket of a model takes; of a model that nothing is known of, whatever one of the two takes. */
export function liveRowsOf(model: string): readonly ParameterRow[] {
  const family = familyOf(model);
  if (family === undefined) return LIVE_ROWS;
  return family === 'flux' ? V2 : V1;
}

function isLive({ live }: ParameterRow): boolean {
  return live === true;
}

function asLive(row: ParameterRow): ParameterRow {
  const group = MOVED[row.name] ?? row.group;
  if (row.type !== 'choice' || !row.notLive) return { ...row, group };
  return { ...row, group, values: row.values.filter((value) => !row.notLive?.includes(value)) };
}

function byGroup(one: ParameterRow, other: ParameterRow): number {
  const groups: readonly Group[] = ['turns', 'said', 'speakers', 'search', 'format', 'delivery'];
  return groups.indexOf(one.group) - groups.indexOf(other.group);
}
