import { problemsOf } from './choices.js';
import { DEFAULTS, parametersOf, type SpeakNode, voiceOf } from './speak-node.js';
import { problemText, textsOf } from './texts.js';
import { judgeProperty, type Verdict } from './validators.js';
import './red.js';

export { judgeProperty };

/** The properties of deepgram-speak that a TypedInput wrote. */
export type TypedProperty = 'text' | 'options' | 'output';

/** The type of a TypedInput's property as the node was saved. */
export function savedType(node: SpeakNode, property: TypedProperty): string {
  if (property === 'output') return DEFAULTS.outputType;
  return node[`${property}Type`] || DEFAULTS[`${property}Type`];
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
export function judgeParams(node: SpeakNode, params: unknown): true | string[] {
  const problems = problemsOf(voiceOf(node), parametersOf({ params }));
  // The editor puts these sentences into a tooltip as HTML, and they quote what a foreign flow may hold.
  return problems.length === 0 || problems.map((problem) => RED.utils.sanitize(problemText(problem)));
}
