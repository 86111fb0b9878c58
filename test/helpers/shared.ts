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

/** Loaded by mocha before all tests. */
export const mochaHooks = {
  async afterAll(): Promise<void> {
    await (await nodeRed)?.stop();
    await (await emulator)?.close();
  },
};
