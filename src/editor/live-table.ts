import { checkLive } from '../transcribe/check-live.js';
import { EMITS, type Emit, liveNeedsOf } from '../transcribe/needs-live.js';
import type { Parameters } from '../transcribe/parameters.js';
import { liveRowsOf } from '../transcribe/parameters-live.js';
import { knownModel, type VoiceSetting } from './choices.js';
import { type ParameterTable, parameterTable } from './parameter-table.js';

/** The parameters that have their place on top of the dialog. */
const ON_TOP = ['language', 'encoding', 'sample_rate'];

const TABLES = new Map<unknown, ParameterTable>();

/** What the dialog of deepgram-transcribe-stream offers with a model: the same object for models of one socket. */
export function liveTable(model: VoiceSetting): ParameterTable {
  const rows = liveRowsOf(knownModel(model));
  const table = TABLES.get(rows) ?? parameterTable(rows, ON_TOP, checkLive);
  TABLES.set(rows, table);
  return table;
}

/** What the node sends besides, for results to come as they are to be emitted. */
export function liveNeeds(emit: string | undefined, model: VoiceSetting, parameters: Parameters): Parameters {
  const chosen: Emit = EMITS.find((each) => each === emit) ?? 'final';
  return liveNeedsOf(chosen, parameters, knownModel(model));
}

/** What Deepgram would refuse of the parameters together with those that the node sends besides. */
export function liveProblems(emit: string | undefined, model: VoiceSetting, parameters: Parameters) {
  const all = { ...liveNeeds(emit, model, parameters), ...parameters };
  return liveTable(model).problemsOf(model, all);
}
