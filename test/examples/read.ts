import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type FlowNode, ROOT } from '../helpers/node-red.js';

export const EXAMPLES = path.join(ROOT, 'examples');

/** The nodes of an example, its tab first. */
export function readExample(file: string): FlowNode[] {
  return JSON.parse(readFileSync(path.join(EXAMPLES, file), 'utf8'));
}

/** The ids that each output of a node is wired to. */
export function wiresOf({ wires = [] }: FlowNode): string[][] {
  return wires as string[][];
}
