import assert from 'node:assert/strict';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Emulator } from '../../emulator/server.js';
import { EXAMPLES, readExample } from '../examples/read.js';
import { complaintsIn } from '../fixtures/complaints.js';
import { type Editor, type EditorBrowser, startEditorBrowser } from '../helpers/browser-editor.js';
import { type FlowNode, type NodeRed, startNodeRed } from '../helpers/node-red.js';
import { sharedEmulator } from '../helpers/shared.js';

/** A node, as the editor has it. */
interface EditorNode {
  readonly id: string;
  readonly type: string;
  readonly valid?: boolean;
}

/** The part of Node-RED's editor that is called here, in the page. */
declare const RED: {
  nodes: {
    node(id: string): EditorNode | null | undefined;
    eachNode(each: (node: EditorNode) => void): void;
    eachConfig(each: (node: EditorNode) => void): void;
  };
  view: { importNodes(flow: readonly FlowNode[], options: object): void };
};

const PACKAGE = '@deepgram-contrib/node-red-deepgram';
const EXAMPLE = 'Say a sentence';
/** The callback address of all examples that have one: how it is reached nobody knows but who imports it. */
const ENDPOINT = 'deepgram-endpoint';

describe('an example from the Import menu', function () {
  this.timeout(30_000);
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let browser: EditorBrowser;

  const speakOf = ({ page }: Editor) => page.locator('.red-ui-flow-node', { hasText: 'aura-2-thalia-en' });
  const openEditor = () => browser.open(nodeRed.url, { width: 1400, height: 520 });
  const showFlow = ({ page }: Editor) => page.locator('#red-ui-workspace-tabs').getByText(EXAMPLE).click();

  before(async () => {
    [nodeRed, emulator, browser] = await Promise.all([
      // A Node-RED of its own, because the example writes into the folder that it works in.
      startNodeRed({ settings: 'fileWorkingDirectory: __dirname,' }),
      sharedEmulator(),
      startEditorBrowser(),
    ]);
    emulator.clearFaults();
  });
  after(() => Promise.all([browser.close(), nodeRed.stop()]));
  afterEach(async function () {
    await browser.review(this.currentTest);
    await browser.closeEditors();
  });

  it('speaks as soon as its account has a key', async () => {
    const editor = await openEditor();
    await editor.page.keyboard.press('Control+i');
    const dialog = editor.page.getByRole('dialog');
    await dialog.getByRole('link', { name: 'Examples' }).click();
    await dialog.getByText(PACKAGE).click();
    await dialog.getByText(EXAMPLE).click();
    await dialog.getByRole('button', { name: 'Import' }).click();
    await showFlow(editor);

    await editor.edit(speakOf(editor));
    await editor.editConfig('edit', 'account');
    await editor.configDialog.getByLabel('API key').fill(emulator.key);
    await editor.configDialog.getByLabel('Region').selectOption('other');
    await editor.configDialog.getByLabel('Address').fill(emulator.url);
    await editor.done(editor.configDialog);
    await editor.done();
    await editor.deploy();

    await editor.page.locator('.red-ui-flow-node-button-button').first().click();
    await speakOf(editor)
      .getByText(/^spoke [\d.]+ s$/)
      .waitFor();
    await editor.page.keyboard.press('Control+g');
    await editor.page.keyboard.press('d');
    await editor.page.getByText(/sentence\.mp3: [\d.]+ s of speech/).waitFor();
    const { size } = await stat(path.join(nodeRed.userDir, 'sentence.mp3'));
    assert.ok(size > 5000);
  });

  it('is deployed as it is, with all others beside it', async () => {
    await nodeRed.deploy([]);
    const before = nodeRed.log().length;
    const files = await readdir(EXAMPLES);
    // The account and the callback address are those of the first one that has them.
    const nodes = new Map<string, FlowNode>();
    for (const node of files.flatMap(readExample)) if (!nodes.has(node.id)) nodes.set(node.id, node);

    const { page, deploy } = await openEditor();
    const names = files.map((file) => path.parse(file).name);
    const { unknown, marked } = await page.evaluate(importAll, [PACKAGE, ...names]);
    assert.deepEqual(unknown, []);
    const called = [...nodes.values()].filter((node) => JSON.stringify(node).includes(`"${ENDPOINT}"`));
    assert.deepEqual(
      marked.toSorted(),
      called.map(({ id }) => id).toSorted(),
      'but for a public URL, all is set',
    );
    await Promise.all([deploy(), page.getByRole('button', { name: 'Confirm deploy' }).click()]);

    const deployed = (await (await fetch(`${nodeRed.url}/flows`)).json()) as FlowNode[];
    const byId = new Map(deployed.map((node) => [node.id, node]));
    for (const [id, node] of nodes) assert.deepEqual(byId.get(id), node);
    // A deploy is answered before its flows have started; not so the one after it.
    await nodeRed.deploy([]);
    // One of them speaks as soon as it is deployed, so it may already have asked for the key.
    const complaints = complaintsIn(nodeRed.log().slice(before));
    assert.deepEqual(
      complaints.filter((line) => !line.includes('[deepgram-speak:say hello] The account has no key.')),
      [],
    );
  });
});

/**
 * In the page: imports examples as the Import menu does; what is there already is skipped.
 *
 * @returns ids of nodes whose type is unknown, and of those that are marked, because something is missing
 */
async function importAll([module = '', ...names]: string[]): Promise<{
  unknown: string[];
  marked: string[];
}> {
  for (const name of names) {
    const address = `library/examples/flows/${module}/${encodeURIComponent(name)}`;
    const flow = (await (await fetch(address)).json()) as FlowNode[];
    const added = flow.filter(({ id }) => !RED.nodes.node(id));
    RED.view.importNodes(added, { addFlow: false });
  }
  const all: EditorNode[] = [];
  RED.nodes.eachNode((node) => all.push(node));
  RED.nodes.eachConfig((node) => all.push(node));
  const idsOf = (nodes: EditorNode[]) => nodes.map(({ id }) => id);
  return {
    unknown: idsOf(all.filter(({ type }) => type === 'unknown')),
    marked: idsOf(all.filter(({ valid }) => valid === false)),
  };
}
