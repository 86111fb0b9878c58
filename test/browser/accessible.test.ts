import assert from 'node:assert/strict';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator } from 'playwright-core';
import { type Editor, type EditorBrowser, startEditorBrowser } from '../helpers/browser-editor.js';
import { type NodeRed, ROOT, startNodeRed } from '../helpers/node-red.js';
import { nodeRedUnderTest } from '../helpers/node-red-under-test.js';
import { sharedNodeRed } from '../helpers/shared.js';
import { faintTexts } from './contrast.js';
import { cutOff } from './cut-off.js';
import { DIALOG_NODES } from './dialog-nodes.js';
import { tabWith } from './flow.js';
import { hideSidebar, NARROW, resize, showSidebar, WIDE } from './viewport.js';

/** WCAG 2.2, level AA, for text of this size. */
const READABLE = 4.5;
const TEXTS =
  'label, summary, output, .deepgram-hint, .deepgram-reason, .deepgram-warning, .deepgram-detail, .deepgram-fold-state, code';
const LISTED = '[role="listbox"] .deepgram-group, [role="option"] > *';
const OURS = ['#dialog-form', '#node-config-dialog-edit-form', '.deepgram-suggestions'];
/** Where Node-RED lets the browser's password manager put what it would else put into a dialog. */
const TRAPS = '[id^="red-ui-trap-"]';
/** Node-RED 4 has no dark theme of its own. */
const DARK_THEME = path.join(ROOT, 'node_modules/@node-red-contrib-themes/theme-collection');
const DARK =
  "editorTheme: { theme: 'dark', tours: false, projects: { enabled: false }, palette: { catalogues: [] } },";

interface Dialog {
  readonly name: string;
  /** The node that is opened. */
  readonly node: string;
  /** Its property with the config node that is opened as well. */
  readonly config?: string;
  /** The field whose suggestions are opened. */
  readonly list?: string;
}

const DIALOGS: readonly Dialog[] = [
  { name: 'deepgram-speak with wrong values', node: 'speak' },
  { name: 'deepgram-speak with a callback to this Node-RED', node: 'speak-endpoint' },
  { name: 'deepgram-speak with a callback to another URL', node: 'speak-url' },
  { name: 'the voices of deepgram-speak', node: 'speak', list: 'Voice' },
  { name: 'deepgram-config', node: 'speak', config: 'account' },
  { name: 'deepgram-speak-stream with wrong values', node: 'speak-stream' },
  { name: 'deepgram-transcribe with wrong values', node: 'transcribe' },
  { name: 'deepgram-transcribe with a callback to another URL', node: 'transcribe-url' },
  { name: 'the languages of deepgram-transcribe', node: 'transcribe', list: 'Language' },
  { name: 'deepgram-transcribe-stream with wrong values', node: 'live' },
  { name: 'deepgram-transcribe-stream with Flux', node: 'live-flux' },
  { name: 'the models of deepgram-transcribe-stream', node: 'live', list: 'Model' },
  { name: 'deepgram-callback-in', node: 'in' },
  { name: 'deepgram-callback-endpoint with warnings', node: 'in', config: 'endpoint' },
];

for (const dark of [false, true]) {
  describe(`everybody can use, in the ${dark ? 'dark' : 'light'}, the dialog of`, function () {
    this.timeout(30_000);
    const isThemed = dark && nodeRedUnderTest().major === '4';
    let nodeRed: NodeRed;
    let browser: EditorBrowser;
    let editor: Editor;

    async function openEditor(): Promise<void> {
      editor = await browser.open(nodeRed.url, { dark: dark && !isThemed, ...WIDE });
      await hideSidebar(editor);
    }

    before(async () => {
      const themed = () => startNodeRed({ nodesDir: [ROOT, DARK_THEME], settings: DARK });
      [nodeRed, browser] = await Promise.all([isThemed ? themed() : sharedNodeRed(), startEditorBrowser()]);
      await nodeRed.deploy(tabWith('https://api.deepgram.com', DIALOG_NODES));
      await openEditor();
    });
    after(async () => {
      await showSidebar(editor);
      await browser.close();
      if (isThemed) await nodeRed.stop();
    });
    afterEach(async function () {
      await browser.review(this.currentTest);
      if (!this.currentTest?.isFailed()) return;
      await browser.closeEditors();
      await openEditor();
    });

    for (const { name, node, config, list } of DIALOGS) {
      it(name, async () => {
        await editor.edit(editor.node(node));
        if (config) await editor.editConfig('edit', config);
        const shown = config ? editor.configDialog : editor.dialog;
        await unfold(shown);
        if (list) await shown.getByLabel(list, { exact: true }).click();
        assert.deepEqual(await violations(editor), []);
        assert.deepEqual(await faintTexts(shown.locator(TEXTS), READABLE), []);
        if (list) assert.deepEqual(await faintTexts(editor.page.locator(LISTED), READABLE), []);
        await editor.picture(`${name} ${dark ? 'dark' : 'light'}`);
        if (!list) {
          await assertExplained(shown);
          await assertFits(shown);
          await resize(editor, NARROW);
          await assertFits(shown);
          await editor.picture(`${name} ${dark ? 'dark' : 'light'} narrow`);
          await resize(editor, WIDE);
        }
        if (config) await editor.cancel(editor.configDialog);
        await editor.cancel();
      });
    }
  });
}

async function unfold(dialog: Locator): Promise<void> {
  await dialog.locator('details').evaluateAll((folds: { open: boolean }[]) => {
    for (const fold of folds) fold.open = true;
  });
}

/** What axe finds to be wrong with what is ours, a line for each. */
async function violations({ page }: Editor): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode().exclude(TRAPS);
  for (const part of OURS) axe.include(part);
  const result = await axe.analyze();
  return result.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}

/** Nothing of the dialog sticks out of it, where one would have to scroll sideways, nor out of its own place. */
async function assertFits(dialog: Locator): Promise<void> {
  const parts = dialog.locator('.form-row *, summary *').filter({ visible: true });
  const { x = 0, width = 0 } = (await dialog.boundingBox()) ?? {};
  const outside = await parts.evaluateAll(
    (elements: PageElement[], [left = 0, right = 0]) =>
      elements
        .filter((element) => {
          const box = element.getBoundingClientRect();
          return box.left < left || box.right > right;
        })
        .map(({ outerHTML }) => outerHTML),
    [x, x + width],
  );
  assert.deepEqual(outside, []);
  assert.deepEqual(await cutOff(dialog), []);
}

/** Each control has a name for those who hear it, and a help for those who point at it. */
async function assertExplained(dialog: Locator): Promise<void> {
  const rows = dialog
    .locator('.form-row:visible')
    .filter({ has: dialog.page().locator('[id*="deepgram"], [id^="node-"]') });
  assert.ok((await rows.count()) > 3);
  const nameless: string[] = [];
  for (const row of await rows.all()) {
    const controls = (await row.ariaSnapshot()).split('\n');
    nameless.push(...controls.filter((line) => /^\s*- (textbox|combobox|button|checkbox)(?! ")/.test(line)));
  }
  assert.deepEqual(nameless, []);
  const helpless = await rows
    .locator('input, select, textarea, button, a')
    .evaluateAll((controls: PageElement[]) =>
      controls
        .filter((control) => !control.closest('[title]:not([title=""])'))
        .map(({ outerHTML }) => outerHTML),
    );
  assert.deepEqual(helpless, []);
  assert.deepEqual(
    (
      await rows.evaluateAll((all: PageElement[]) => all.map((row) => row.getAttribute('title') ?? ''))
    ).filter((title) => /deepgram-[\w-]+\.|__\w+__/.test(title)),
    [],
  );
}

/** The part of an element of the page that is read here; these tests are not compiled with the browser's types. */
interface PageElement {
  readonly outerHTML: string;
  closest(selector: string): unknown;
  getBoundingClientRect(): { left: number; right: number };
  getAttribute(name: string): string | null;
}
