import assert from 'node:assert/strict';
import { type EditorBrowser, startEditorBrowser } from '../helpers/browser-editor.js';
import { untilLettersAreThere } from '../helpers/browser-fonts.js';
import type { NodeRed } from '../helpers/node-red.js';
import { sharedNodeRed } from '../helpers/shared.js';
import { MANIFEST } from '../package/manifest.js';

const TYPES = Object.keys(MANIFEST['node-red'].nodes);

/** The part of an element of the page that is read here; these tests are not compiled with the browser's types. */
interface Widths {
  readonly scrollWidth: number;
  readonly clientWidth: number;
}

describe('the help texts', function () {
  this.timeout(60_000);
  let nodeRed: NodeRed;
  let browser: EditorBrowser;

  before(async () => {
    [nodeRed, browser] = await Promise.all([sharedNodeRed(), startEditorBrowser()]);
  });
  after(() => browser.close());
  afterEach(async function () {
    await browser.review(this.currentTest);
    await browser.closeEditors();
  });

  for (const locale of ['en-US', 'de', 'ja']) {
    it(`in ${locale} fit into the sidebar as it is at first`, async () => {
      const editor = await browser.open(nodeRed.url, { locale });
      const tooWide: string[] = [];
      for (const type of TYPES) {
        await editor.page.evaluate(`RED.sidebar.help.show('${type}')`);
        const help = editor.page.locator('.red-ui-help:visible').last();
        await help.locator('h3').first().waitFor();
        await untilLettersAreThere(editor.page);
        const [needed = 0, there = 0] = await help.evaluate(({ scrollWidth, clientWidth }: Widths) => [
          scrollWidth,
          clientWidth,
        ]);
        assert.ok(there > 100);
        if (needed > there) tooWide.push(`${type}: ${needed} of ${there}`);
        await editor.picture(`help-${type}-${locale}`);
      }
      assert.deepEqual(tooWide, []);
    });
  }
});
