import { isEnvironment } from './choices.js';
import type { EnvironmentValue } from './red.js';
import './red.js';

/**
 * The account that a select of accounts stands for. In a subflow it may be a variable, which may have another value in
 * each instance: what the subflow itself has for it counts, or else what an instance has.
 *
 * @param chosen - an id, or `${NAME}`
 * @returns undefined where it is only known when the flows run
 */
export function accountIn(chosen: string): string | undefined {
  if (!isEnvironment(chosen)) return chosen;
  const place = RED.workspaces.active();
  const subflow = RED.nodes.subflow(place);
  if (!subflow) return undefined;
  const instances = RED.nodes.filterNodes({ type: `subflow:${place}` });
  const name = chosen.slice(2, -1);
  return [subflow, ...instances]
    .flatMap(({ env }) => (Array.isArray(env) ? (env as readonly EnvironmentValue[]) : []))
    .filter((each) => each.name === name)
    .map(({ value }) => String(value))
    .find((id) => RED.nodes.node(id)?.type === 'deepgram-config');
}
