import type { Red } from './runtime.js';

/** The two ways to write a variable in place of a value, as Node-RED reads them when it makes a node. */
const VARIABLE = /^\$(?:\(\S+\)|\{\S+\})$/;

/**
 * A value with an environment variable in its place, as a deploy would replace it: only where it is nothing but
 * `${NAME}` or `$(NAME)`. One that is not set stays standing there.
 *
 * @param near - a deployed node that sees the same variables: those of its tab count as well
 */
export function variableIn(RED: Red, text: string, near: object | undefined): string {
  if (!isVariable(text)) return text;
  const value = lookUp(RED, text.slice(2, -1), near);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : text;
}

/** The same of all values of an object; those of a tab or a subflow are not known here, and stay standing there. */
export function withVariables(RED: Red, values: object): object {
  const replaced = (value: unknown) =>
    typeof value === 'string' ? variableIn(RED, value, undefined) : value;
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, replaced(value)]));
}

/** Whether a value is nothing but a variable. */
export function isVariable(value: unknown): boolean {
  return typeof value === 'string' && VARIABLE.test(value);
}

function lookUp(RED: Red, name: string, near: object | undefined): unknown {
  const flow = flowOf(near) ?? flowOf(globalConfig(RED));
  if (flow) return RED.util.getSetting(undefined, name, flow);
  // Without a flow, Node-RED would tell those as well that settings.js withholds.
  const { envVarExcludes } = RED.settings;
  const isWithheld = Array.isArray(envVarExcludes) && envVarExcludes.includes(name);
  return isWithheld ? undefined : process.env[name];
}

/** Where the variables of all flows are kept, once a person has set one. */
function globalConfig(RED: Red): unknown {
  let found: string | undefined;
  RED.nodes.eachNode(({ id, type }) => {
    if (type === 'global-config') found = id;
  });
  return RED.nodes.getNode(found);
}

function flowOf(node: unknown): unknown {
  return (node as { readonly _flow?: unknown } | null | undefined)?._flow;
}
