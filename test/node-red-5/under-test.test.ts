import assert from 'node:assert/strict';
import { nodeRedUnderTest } from '../helpers/node-red-under-test.js';
import { sharedNodeRed } from '../helpers/shared.js';

describe('the Node-RED under test', () => {
  it('is the one that was asked for, 5 on Node 24', async () => {
    const { url } = await sharedNodeRed();
    const report = (await (await fetch(`${url}/diagnostics`)).json()) as {
      runtime: { version: string };
      nodejs: { version: string };
    };
    const { major } = nodeRedUnderTest();
    assert.ok(report.runtime.version.startsWith(`${major}.`), report.runtime.version);
    const node = major === '5' ? /^v24\./ : new RegExp(`^${process.version}$`);
    assert.match(report.nodejs.version, node);
  });
});
