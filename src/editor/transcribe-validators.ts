import { isEnvironment, knownModel, type VoiceSetting } from './choices.js';
import { parametersOf } from './speak-node.js';
import { problemText, textsOf } from './texts.js';
import { modelOf, TRANSCRIBE_DEFAULTS, type TranscribeNode } from './transcribe-node.js';
import { problemsOf } from './transcribe-table.js';
import { judgeProperty, judgeSeconds, type Verdict } from './validators.js';
import './red.js';

/** The properties of deepgram-transcribe that a TypedInput wrote. */
export type TypedProperty = 'audio' | 'options' | 'output';

/** The type of a TypedInput's property as the node was saved. */
export function savedType(node: TranscribeNode, property: TypedProperty): string {
  if (property === 'output') return TRANSCRIBE_DEFAULTS.outputType;
  return node[`${property}Type`] || TRANSCRIBE_DEFAULTS[`${property}Type`];
}

/** Judges the name of a model. Where it is read from a message, nothing can be said. */
export function judgeModel(value: unknown, type: string): Verdict {
  if (value === undefined) return true;
  if (type !== 'str') return judgeProperty(value, type);
  const model = String(value).trim();
  const verdict = judgeModelName(model);
  if (verdict !== true) return verdict;
  const [problem] = aboutModel({ model, modelType: type });
  return !problem || problemText(problem);
}

/** Judges whether a text can be the name of a model at all. */
export function judgeModelName(name: string): Verdict {
  const text = textsOf('deepgram-transcribe');
  if (name === '') return text('errors.modelMissing');
  return !/\s/.test(name) || isEnvironment(name) || text('errors.modelSpace');
}

/** Judges the parameters with the very check that the runtime makes before it sends. */
export function judgeParams(node: TranscribeNode, params: unknown): true | string[] {
  const problems = problemsOf(modelOf(node), parametersOf({ params })).filter(isAboutParameters);
  // The editor puts these sentences into a tooltip as HTML, and they quote what a foreign flow may hold.
  return problems.length === 0 || problems.map((problem) => RED.utils.sanitize(problemText(problem)));
}

/** Judges the seconds after which a transcript is no longer wanted; blank: never. */
export function judgeWithin(value: unknown): Verdict {
  return judgeSeconds(value, textsOf('deepgram-transcribe')('errors.within'));
}

function aboutModel(model: VoiceSetting) {
  return problemsOf({ ...model, model: knownModel(model) }, {}).filter(
    (problem) => !isAboutParameters(problem),
  );
}

function isAboutParameters({ parameter }: { readonly parameter: string }): boolean {
  return parameter !== 'model';
}
