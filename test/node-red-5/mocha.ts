import { installNodeRed5 } from './install.js';

// Loaded by mocha before all tests, so that whatever starts a Node-RED starts this one.
process.env.NODE_RED = '5';

/** Called by mocha once, before the first test. */
export const mochaGlobalSetup = installNodeRed5;
