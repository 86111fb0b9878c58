import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import type { Emulator } from '../../emulator/server.js';
import { type Editor, type EditorBrowser, startEditorBrowser } from '../helpers/browser-editor.js';
import { type FlowNode, type NodeRed, ROOT } from '../helpers/node-red.js';
import { nodeRedUnderTest } from '../helpers/node-red-under-test.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import { button, callbackInNode, endpointNode, speakNode, tabWith, transcribeNode } from './flow.js';
import { LIGHTS, type PICTURES } from './pictures.js';

const TEXT = 'The washing machine is done.';
const SIZE = { width: 1280, height: 560 };
/** Where the recording lies: pictures name no folder of the machine that took them. */
const RECORDING = { name: 'RECORDING', type: 'str' };

/** Dark ones are taken in Node-RED 5, which has a dark theme of its own. `npm run pictures` takes all there. */
const lights = LIGHTS.filter((light) => light === 'light' || nodeRedUnderTest().major === '5');

for (const light of lights) {
  describe(`the README's pictures, ${light}`, function () {
    this.timeout(30_000);
    let nodeRed: NodeRed;
    let emulator: Emulator;
    let browser: EditorBrowser;
    let editor: Editor;

    before(async () => {
      [nodeRed, emulator, browser] = await Promise.all([
        sharedNodeRed(),
        sharedEmulator(),
        startEditorBrowser(),
      ]);
      emulator.clearFaults();
      await nodeRed.deploy(flow(emulator.url, path.join(nodeRed.userDir, 'hello.mp3')));
      editor = await browser.open(nodeRed.url, { dark: light === 'dark', ...SIZE });
    });
    after(() => browser.close());
    afterEach(async function () {
      await browser.review(this.currentTest);
      if (!this.currentTest?.isFailed()) return;
      await browser.closeEditors();
      editor = await browser.open(nodeRed.url, { dark: light === 'dark', ...SIZE });
    });

    it('editor: a text is spoken into a file, and the file read again', async () => {
      await showPalette(editor);
      await press(nodeRed, 'say');
      await statusOf(editor, 'speak', /^spoke [\d.]+ s$/);
      await nodeRed.until('written');
      await press(nodeRed, 'read');
      await editor.page.locator('.red-ui-debug-msg').getByText(TEXT).waitFor();
      await statusOf(editor, 'transcribe', /^done$/);
      await take(editor, 'editor');
    });

    it('account: the key has been checked', async () => {
      await editor.edit(editor.node('speak'));
      await editor.page.setViewportSize({ width: 1000, height: 610 });
      await editor.editConfig('edit', 'account');
      await editor.configDialog.getByRole('button', { name: 'Check', exact: true }).click();
      await editor.configDialog.getByText(`This key works at ${new URL(emulator.url).host}.`).waitFor();
      await take(editor, 'account', editor.configDialog);
      await editor.cancel(editor.configDialog);
    });

    it('voices: they are searched by language, accent, character and use', async () => {
      await editor.page.setViewportSize({ width: 1000, height: 640 });
      await editor.dialog.getByLabel('Voice', { exact: true }).click();
      await editor.page.getByRole('listbox').getByText('storytelling').first().waitFor();
      await take(editor, 'voices');
      await editor.dialog.getByLabel('Voice', { exact: true }).press('Escape');
      await leave(editor);
    });

    it('transcribe: a setting is found by what it does', async () => {
      await editor.edit(editor.node('transcribe'));
      await editor.page.setViewportSize({ width: 1000, height: 1060 });
      await editor.dialog.getByLabel('Find', { exact: true }).fill('speaker');
      await editor.dialog.locator('#deepgram-row-diarize_model').waitFor();
      await editor.dialog.getByLabel('Name', { exact: true }).scrollIntoViewIfNeeded();
      await take(editor, 'transcribe', editor.dialog);
      await leave(editor);
    });

    it('callbacks: the address says what Deepgram will call', async () => {
      await editor.edit(editor.node('delivered'));
      await editor.page.setViewportSize({ width: 1000, height: 540 });
      await editor.editConfig('edit', 'endpoint');
      await editor.configDialog.getByText('https://red.example.org/deepgram/callback').waitFor();
      await take(editor, 'callbacks', editor.configDialog);
      await editor.cancel(editor.configDialog);
      await leave(editor);
    });

    async function take(from: Editor, name: (typeof PICTURES)[number], of?: Locator): Promise<void> {
      // What the mouse points at would be shown as pointed at.
      await from.page.mouse.move(1, 1);
      await from.page.locator('.red-ui-popover').waitFor({ state: 'hidden' });
      const file = await from.picture(`${name}-${light}`, of);
      if (process.env.KEEP_PICTURES) await copyFile(file, path.join(ROOT, 'docs', path.basename(file)));
    }
  });
}

function flow(url: string, recording: string): FlowNode[] {
  const nodes: FlowNode[] = [
    { ...button('say', TEXT, { name: TEXT }), x: 180, y: 80, wires: [['speak']] },
    speakNode('speak', { name: '', x: 430, y: 80, wires: [['write']] }),
    {
      ...{ id: 'write', type: 'file', name: 'hello.mp3', filename: RECORDING.name, filenameType: 'env' },
      ...{ appendNewline: false, createDir: false, overwriteFile: 'true', encoding: 'none', x: 640, y: 80 },
    },
    { ...button('read', '', { name: 'read it again' }), x: 110, y: 180, wires: [['transcribe']] },
    transcribeNode('transcribe', {
      ...{
        name: '',
        source: 'file',
        audio: RECORDING.name,
        audioType: 'env',
        x: 390,
        y: 180,
        wires: [['text']],
      },
    }),
    debug('text', { x: 630, y: 180 }),
    // Where nobody looks.
    { id: 'completed', type: 'complete', name: '', scope: ['write'], x: 2400, y: 2000, wires: [['written']] },
    { id: 'written', type: 'test-sink', name: '', x: 2600, y: 2000, wires: [] },
    endpointNode('endpoint'),
    callbackInNode('delivered', { name: '', x: 110, y: 280, wires: [['keep']] }),
    debug('keep', { name: 'what Deepgram delivers', x: 400, y: 280 }),
  ];
  return tabWith(url, nodes).map((node) =>
    node.type === 'tab' ? { ...node, env: [{ ...RECORDING, value: recording }] } : node,
  );
}

function debug(id: string, properties: Record<string, unknown>): FlowNode {
  return {
    ...{ id, type: 'debug', name: id, active: true, tosidebar: true, console: false, tostatus: false },
    ...{ complete: 'payload', targetType: 'msg', statusVal: '', statusType: 'auto', wires: [] },
    ...properties,
  };
}

/** Shows our nodes in the palette, and what debug nodes say beside the flow. */
async function showPalette({ page }: Editor): Promise<void> {
  await page.keyboard.press('Control+g');
  await page.keyboard.press('d');
  await page.getByPlaceholder('filter nodes').pressSequentially('deepgram');
  await page.locator('#red-ui-palette-header-common').waitFor({ state: 'hidden' });
}

/** Presses the button of an inject node, but for the editor's word about it, which would stay for a while. */
async function press({ url }: NodeRed, id: string): Promise<void> {
  await fetch(`${url}/inject/${id}`, { method: 'POST' });
}

async function statusOf({ node }: Editor, id: string, text: RegExp): Promise<void> {
  await node(id).locator('.red-ui-flow-node-status-label').filter({ hasText: text }).waitFor();
}

async function leave(editor: Editor): Promise<void> {
  await editor.cancel();
  await editor.page.setViewportSize(SIZE);
}
