import path from 'node:path';
import { ROOT } from './root.js';

/** A Node-RED, and the Node.js that it runs on. */
export interface Installation {
  readonly major: '4' | '5';
  /** The folder that has both in its `node_modules`. */
  readonly folder: string;
  /** Node-RED's own command line. */
  readonly command: string;
  readonly node: string;
}

/** Node-RED 5 refuses to start on Node 20, so it has a folder of its own with a Node 24 beside it. */
export const NODE_RED_5: Installation = {
  major: '5',
  folder: path.join(ROOT, '.node-red-5'),
  command: path.join(ROOT, '.node-red-5/node_modules/node-red/red.js'),
  node: path.join(ROOT, '.node-red-5/node_modules/node/bin/node'),
};

const NODE_RED_4: Installation = {
  major: '4',
  folder: ROOT,
  command: path.join(ROOT, 'node_modules/node-red/red.js'),
  node: process.execPath,
};

/**
 * The Node-RED that tests start: 4 of the dev dependencies on the Node.js that runs the tests, or with
 * `NODE_RED=5` in the environment the one of `npm run test:node-red-5`.
 */
export function nodeRedUnderTest(): Installation {
  return process.env.NODE_RED === '5' ? NODE_RED_5 : NODE_RED_4;
}
