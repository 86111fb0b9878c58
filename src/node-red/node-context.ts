import type { Context, Node, Red, Settings } from './runtime.js';

/** What is kept in place of Node-RED, for each of the Node-REDs in this process, by the id of the node. */
const kept = new WeakMap<Settings, Map<string, Map<string, unknown>>>();

/**
 * The context of a node, such that it outlives deploys. Where settings.js names no stores, Node-RED forgets a
 * node's context each time the node is closed (runtime/lib/nodes/context, `deleteContext`); it is kept here then.
 */
export function nodeContext({ settings }: Red, node: Pick<Node, 'id' | 'context'>): Context {
  if (Object.keys(settings.contextStorage ?? {}).length > 0) return node.context();
  const all = kept.get(settings) ?? new Map<string, Map<string, unknown>>();
  kept.set(settings, all);
  const values = all.get(node.id) ?? new Map<string, unknown>();
  all.set(node.id, values);
  return memoryContext(values);
}

/** Forgets what is kept here for a node that is not to come back. */
export function forgetContext({ settings }: Red, { id }: Pick<Node, 'id'>): void {
  kept.get(settings)?.delete(id);
}

function memoryContext(values: Map<string, unknown>): Context {
  function put(key: string, value: unknown): void {
    if (value === undefined) values.delete(key);
    else values.set(key, value);
  }

  return {
    get(
      keys: string | readonly string[],
      _store: string | undefined,
      callback: (error: unknown, ...values: unknown[]) => void,
    ) {
      callback(null, ...[keys].flat().map((key) => values.get(key)));
    },
    set(
      keys: string | readonly string[],
      value: unknown,
      _store: string | undefined,
      callback: (error?: unknown) => void,
    ) {
      for (const [index, key] of [keys].flat().entries())
        put(key, Array.isArray(keys) && Array.isArray(value) ? value[index] : value);
      callback();
    },
    keys(_store, callback) {
      callback(null, [...values.keys()]);
    },
  };
}
