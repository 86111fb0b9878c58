import { on } from 'node:events';
import type { NodeRed } from './node-red.js';

/** What has reached a `test-counter`. */
export interface Count {
  messages: number;
  /** How many request ids among them. */
  distinct: number;
}

let asked = 0;

/** What has reached a `test-counter` since its deploy. */
export function countAt(nodeRed: NodeRed, counter: string): Promise<Count> {
  return ask(nodeRed, { command: 'count', counter }) as Promise<Count>;
}

/** Lets a `test-slow-close` close that has said that it is about to. */
export function letClose(nodeRed: NodeRed, node: string): Promise<unknown> {
  return ask(nodeRed, { command: 'letClose', node });
}

/** How many connections to Node-RED's own server are open. */
export function served(nodeRed: NodeRed): Promise<number> {
  return ask(nodeRed, { command: 'served' }) as Promise<number>;
}

/** How many listen for upgrades on Node-RED's own server. */
export function upgradeListeners(nodeRed: NodeRed): Promise<number> {
  return ask(nodeRed, { command: 'upgrades' }) as Promise<number>;
}

/** Bytes on the heap of JavaScript that are still in use. */
export function heapUsed(nodeRed: NodeRed): Promise<number> {
  return ask(nodeRed, { command: 'heap' }) as Promise<number>;
}

/** Waits until the editor shows a status with this text below a node. */
export async function untilStatus(nodeRed: NodeRed, node: string, text: string): Promise<void> {
  for (;;) {
    const status = (await ask(nodeRed, { command: 'status', node })) as { text?: string } | undefined;
    if (status?.text === text) return;
  }
}

async function ask({ process: child }: NodeRed, command: object): Promise<unknown> {
  asked += 1;
  const id = asked;
  const answers = on(child, 'message');
  child.send({ ...command, id });
  for await (const [event] of answers) {
    if (event.event === 'command' && event.id === id) return event.answer;
  }
  return undefined;
}
