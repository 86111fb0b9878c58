import type { Handler, Red } from '../../src/node-red/runtime.js';

/** What a node hands to the flow, as hooks see it. */
export interface SendEvent {
  readonly source: { readonly node: { readonly type: string } };
}

/** The runtime's API, with the parts that only the benchmark calls. */
export interface BenchRed extends Red {
  readonly httpNode: Red['httpNode'] & { post(path: string, handler: Handler): void };
  readonly util: Red['util'] & { cloneMessage(message: unknown): unknown };
  readonly hooks: { add(name: string, handler: (events: SendEvent[]) => void): void };
}

let running: BenchRed | undefined;

/** Called when Node-RED has loaded the harness. */
export function keepRed(RED: BenchRed): void {
  running = RED;
}

/** The Node-RED of this process. */
export function theRed(): BenchRed {
  if (!running) throw new Error('No Node-RED runs in this process.');
  return running;
}
