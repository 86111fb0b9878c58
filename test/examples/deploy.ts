import type { Emulator } from '../../emulator/server.js';
import type { FlowNode, NodeRed } from '../helpers/node-red.js';
import { readExample, wiresOf } from './read.js';

export interface DeployOptions {
  /** What nodes have otherwise than in the example, by id. */
  readonly changes?: Readonly<Record<string, object>>;
  /** Ids of nodes whose first output reaches a `test-sink` as well, which is named `<id>-sink`. */
  readonly tapped?: readonly string[];
  readonly more?: readonly FlowNode[];
}

/** Deploys an example with the emulator's account, which delivers to this Node-RED. */
export async function deployExample(
  nodeRed: NodeRed,
  { url, key }: Emulator,
  file: string,
  { changes = {}, tapped = [], more = [] }: DeployOptions,
): Promise<void> {
  const flow = readExample(`${file}.json`).map((node) => ({
    ...node,
    ...(node.type === 'deepgram-config' && { url, credentials: { apiKey: key } }),
    ...(node.type === 'deepgram-callback-endpoint' && {
      ...{ publicUrl: nodeRed.url, credentials: { secret: '', username: '', password: '' } },
    }),
    ...changes[node.id],
    ...(tapped.includes(node.id) && { wires: tap(node) }),
  }));
  const z = flow.find(({ type }) => type === 'tab')?.id;
  const sinks = tapped.map((id) => ({ id: `${id}-sink`, type: 'test-sink', z, x: 0, y: 0, wires: [] }));
  await nodeRed.deploy([...flow, ...sinks, ...more]);
}

function tap(node: FlowNode): string[][] {
  const [first = [], ...others] = wiresOf(node);
  return [[...first, `${node.id}-sink`], ...others];
}

/** Presses the button of an inject node. */
export async function pressButton({ url }: NodeRed, id: string): Promise<void> {
  const answer = await fetch(`${url}/inject/${id}`, { method: 'POST' });
  if (!answer.ok) throw new Error(`the button ${id} can't be pressed: ${answer.status}`);
}
