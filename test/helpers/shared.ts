import { type Emulator, startEmulator } from '../../emulator/server.js';
import { type NodeRed, startNodeRed } from './node-red.js';

let nodeRed: Promise<NodeRed> | undefined;
let emulator: Promise<Emulator> | undefined;

/** One Node-RED for all tests that only need one; its flows are deployed anew by each. */
export function sharedNodeRed(): Promise<NodeRed> {
  nodeRed ??= startNodeRed();
  return nodeRed;
}

/** One emulator for all tests that only need one. */
export function sharedEmulator(): Promise<Emulator> {
  emulator ??= startEmulator();
  return emulator;
}

/** Loaded by mocha before all tests. Where files run side by side, it ends each of them, not the process. */
export const mochaHooks = {
  async afterAll(): Promise<void> {
    const ending = [nodeRed, emulator] as const;
    [nodeRed, emulator] = [undefined, undefined];
    await (await ending[0])?.stop();
    await (await ending[1])?.close();
  },
};
