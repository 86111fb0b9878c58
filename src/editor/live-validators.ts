import { checkLive } from '../transcribe/check-live.js';
import { isEnvironment } from './choices.js';
import { LIVE_DEFAULTS, type LiveNode, liveModelOf } from './live-node.js';
import { liveProblems } from './live-table.js';
import { parametersOf } from './speak-node.js';
import { problemText } from './texts.js';
import { judgeModelName } from './transcribe-validators.js';
import { judgeNumber, judgeProperty, type Verdict } from './validators.js';
import './red.js';

/** The properties of deepgram-transcribe-stream that a TypedInput wrote. */
export type LiveTypedProperty = 'audio' | 'options' | 'output';

/** The type of a TypedInput's property as the node was saved. */
export function savedLiveType(node: LiveNode, property: LiveTypedProperty): string {
  if (property === 'output') return LIVE_DEFAULTS.outputType;
  return node[`${property}Type`] || LIVE_DEFAULTS[`${property}Type`];
}

/** Judges the name of a model. Where it is read from a message, nothing can be said. */
export function judgeLiveModel(value: unknown, type: string): Verdict {
  if (value === undefined) return true;
  if (type !== 'str') return judgeProperty(value, type);
  const model = String(value).trim();
  const verdict = judgeModelName(model);
  if (verdict !== true || isEnvironment(model)) return verdict;
  const [problem] = checkLive(model, {});
  return !problem || problemText(problem);
}

/** Judges the parameters with the very check that the runtime makes before it opens a session. */
export function judgeLiveParams(node: LiveNode, params: unknown): true | string[] {
  const problems = liveProblems(node.emit, liveModelOf(node), parametersOf({ params })).filter(
    ({ parameter }) => parameter !== 'model',
  );
  // The editor puts these sentences into a tooltip as HTML, and they quote what a foreign flow may hold.
  return problems.length === 0 || problems.map((problem) => RED.utils.sanitize(problemText(problem)));
}

/** Judges the seconds without audio after which a session is closed: one of Deepgram's lasts an hour at most. */
export function judgeLiveIdle(value: unknown): Verdict {
  return judgeNumber(value, 1, 3600, true);
}
