import type { EditorNode } from './red.js';
import './red.js';

/**
 * Gives a node that has just been taken from the palette the account, where there is only one to choose.
 *
 * @param node - not among the editor's nodes yet
 */
export function takeOnlyAccount(node: EditorNode & { account?: string }): void {
  // What is pasted is known to the editor by now, and was left without one.
  if (node.account || RED.nodes.node(node.id)) return;
  const ids: string[] = [];
  RED.nodes.eachConfig(({ id, type, z, d }) => {
    const isHere = !z || z === node.z;
    if (type === 'deepgram-config' && isHere && !d) ids.push(id);
  });
  const [id] = ids;
  if (id !== undefined && ids.length === 1) node.account = id;
}
