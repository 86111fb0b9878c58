import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { Emulator } from '../../emulator/server.js';
import { deployExample, pressButton } from '../examples/deploy.js';
import { startBrowser } from '../helpers/browser.js';
import type { FlowNode, NodeRed } from '../helpers/node-red.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';

const SENTENCE = 'The laundry is dry.';

describe('the page of "Announce in a dashboard"', function () {
  this.timeout(60_000);
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let browser: Browser;

  before(async () => {
    [nodeRed, emulator, browser] = await Promise.all([sharedNodeRed(), sharedEmulator(), startBrowser()]);
    emulator.clearFaults();
  });
  after(() => browser.close());

  it('plays one announcement after the other, and passes over what it can not play', async () => {
    await deployExample(nodeRed, emulator, 'Announce in a dashboard', {
      // This browser has no MP3.
      changes: { 'dashboard-speak': { params: { encoding: 'opus' } } },
      more: [
        { ...onTab('broken', 'test-source'), wires: [['dashboard-both']] },
        { ...onTab('pages', 'status'), scope: ['dashboard-out'], wires: [['connected']] },
        onTab('connected', 'test-sink'),
      ],
    });
    const page = await browser.newPage();
    const heard: string[] = [];
    let isHeard = () => {};
    const both = new Promise<void>((resolve) => {
      isHeard = resolve;
    });
    await page.exposeFunction('tell', (event: string) => {
      heard.push(event);
      if (heard.length === 4) isHeard();
    });
    await page.goto(`${nodeRed.url}/announcements`);
    await page.evaluate(`for (const type of ['playing', 'ended'])
      document.addEventListener(type, ({ target }) => target.src.startsWith('http') && tell(type), true);`);
    await page.getByRole('button', { name: 'Let me hear them' }).click();
    await nodeRed.untilSome('connected', ({ status }) => JSON.stringify(status).includes('"connect"'));

    await pressButton(nodeRed, 'dashboard-text');
    await page.getByText(SENTENCE).waitFor();
    nodeRed.send('broken', { payload: 'Nothing.', url: `${nodeRed.url}/deepgram/audio/gone.ogg` });
    await pressButton(nodeRed, 'dashboard-text');
    await both;
    assert.deepEqual(heard, ['playing', 'ended', 'playing', 'ended']);
    await page.close();
  });
});

function onTab(id: string, type: string): FlowNode {
  return { ...{ id, type, z: 'dashboard-tab', x: 0, y: 0 }, wires: [] };
}
