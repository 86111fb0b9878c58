import { REQUEST, type SpeakTable } from '../speak/parameters.js';
import { problemsOf } from './choices.js';
import { parametersOf, SPOKEN_DEFAULTS, type SpokenNode, voiceOf } from './speak-node.js';
import { problemText, textsOf } from './texts.js';
import { judgeProperty, type Verdict } from './validators.js';
import './red.js';

/** The properties that a TypedInput wrote, in every node that speaks. */
export type TypedProperty = 'text' | 'options' | 'output';

/** The type of a TypedInput's property as the node was saved. */
export function savedType(node: SpokenNode, property: TypedProperty): string {
  if (property === 'output') return SPOKEN_DEFAULTS.outputType;
  return node[`${property}Type`] || SPOKEN_DEFAULTS[`${property}Type`];
}

/** Judges the name of a voice. Where it is read from a message, nothing can be said. */
export function judgeVoice(value: unknown, type: string): Verdict {
  if (value === undefined) return true;
  if (type !== 'str') return judgeProperty(value, type);
  const name = String(value).trim();
  const text = textsOf('deepgram-speak');
  if (name === '') return text('errors.voiceMissing');
  return /\s/.test(name) ? text('errors.voiceSpace') : true;
}

/** Judges the parameters with the very check that the runtime makes before it sends. */
export function judgeParams(node: SpokenNode, params: unknown, table: SpeakTable = REQUEST): true | string[] {
  const problems = problemsOf(voiceOf(node), parametersOf({ params }), table);
  // The editor puts these sentences into a tooltip as HTML, and they quote what a foreign flow may hold.
  return problems.length === 0 || problems.map((problem) => RED.utils.sanitize(problemText(problem)));
}
