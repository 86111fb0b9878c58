import assert from 'node:assert/strict';
import { type Editor, type EditorBrowser, startEditorBrowser } from '../helpers/browser-editor.js';
import type { FlowNode, NodeRed } from '../helpers/node-red.js';
import { sharedNodeRed } from '../helpers/shared.js';
import { callbackInNode, endpointNode, speakNode, tabWith } from './flow.js';
import { untranslated } from './untranslated.js';

const HERE = { delivery: 'callback', endpoint: 'endpoint' };

describe('the dialog of deepgram-callback-in', function () {
  this.timeout(30_000);
  let nodeRed: NodeRed;
  let browser: EditorBrowser;
  let editor: Editor;

  const field = (label: string) => editor.dialog.getByLabel(label, { exact: true });
  const reasons = () => editor.dialog.locator('.deepgram-reason:visible').allTextContents();
  const list = () => editor.dialog.getByRole('group', { name: 'Nodes' });
  const offered = async () =>
    (await list().locator('label').allTextContents()).map((text) => text.replaceAll(/\s+/g, ' ').trim());
  const box = (name: string) => list().getByRole('checkbox', { name });
  const mark = () => editor.node('in').locator('.red-ui-flow-node-error');
  const nothingToDeploy = () => editor.page.locator('#red-ui-header-button-deploy.disabled').waitFor();
  const savedScope = async () => {
    const flows = (await (await fetch(`${nodeRed.url}/flows`)).json()) as FlowNode[];
    return flows.find(({ id }) => id === 'in')?.scope;
  };

  /** A callback-in, whose dialog is open, among nodes that deliver to its address and others that don't. */
  async function given(properties: Record<string, unknown> = {}): Promise<void> {
    const nodes = [
      endpointNode('endpoint'),
      endpointNode('other-endpoint', { name: 'the other door', path: '/other' }),
      callbackInNode('in', properties),
      speakNode('kitchen', HERE),
      speakNode('hall', { delivery: 'callback', endpoint: 'other-endpoint' }),
      speakNode('bath'),
      { ...speakNode('garden', HERE), z: 'second-tab' },
      { id: 'second-tab', type: 'tab', label: 'Outside', disabled: false, info: '' },
    ];
    await nodeRed.deploy(tabWith('https://api.deepgram.com', nodes));
    editor = await browser.open(nodeRed.url);
    await editor.edit(editor.node('in'));
  }

  before(async () => {
    [nodeRed, browser] = await Promise.all([sharedNodeRed(), startEditorBrowser()]);
  });
  after(() => browser.close());
  afterEach(async function () {
    await browser.review(this.currentTest);
    await browser.closeEditors();
  });

  it('takes whatever arrives, unless told otherwise, and Done leaves nothing to deploy', async () => {
    await given();
    assert.deepEqual(await untranslated(editor.dialog), []);
    assert.equal(await field('Takes').inputValue(), 'all');
    assert.equal(await list().isVisible(), false);
    await editor.done();
    await nothingToDeploy();
  });

  it('offers the nodes that deliver to its address, with their tabs, and saves those that are chosen', async () => {
    await given();
    await field('Takes').selectOption('chosen');
    assert.deepEqual(await offered(), ['kitchen Announcements', 'garden Outside']);
    assert.deepEqual(await reasons(), ['Choose at least one node, or take whatever arrives.']);
    await box('garden').check();
    assert.deepEqual(await reasons(), []);
    await editor.picture('callback-in');
    await editor.done();
    await editor.deploy();
    assert.deepEqual(await savedScope(), ['garden']);
    await editor.edit(editor.node('in'));
    assert.ok(await box('garden').isChecked());
    assert.equal(await box('kitchen').isChecked(), false);
  });

  it('takes whatever arrives again, when told so', async () => {
    await given({ scope: ['garden'] });
    await field('Takes').selectOption('all');
    await editor.done();
    await editor.deploy();
    assert.equal(await savedScope(), null);
  });

  it('changes nothing on Cancel', async () => {
    await given({ scope: ['kitchen'] });
    await box('garden').check();
    await box('kitchen').uncheck();
    await editor.cancel();
    await nothingToDeploy();
    await editor.edit(editor.node('in'));
    assert.ok(await box('kitchen').isChecked());
    assert.equal(await box('garden').isChecked(), false);
    await editor.done();
    await nothingToDeploy();
  });

  it('keeps what is chosen already, and says which of it delivers elsewhere or is gone', async () => {
    await given({ scope: ['hall', 'deleted'] });
    assert.deepEqual(await offered(), [
      ...['kitchen Announcements', 'garden Outside'],
      ...['hall Announcements, has its results delivered elsewhere', 'deleted not in these flows'],
    ]);
    await box('deleted').uncheck();
    await box('deleted').check();
    await box('deleted').uncheck();
    await editor.done();
    await editor.deploy();
    assert.deepEqual(await savedScope(), ['hall']);
  });

  it('follows the address that is chosen', async () => {
    await given();
    await field('Takes').selectOption('chosen');
    await field('Address').selectOption('other-endpoint');
    assert.deepEqual(await offered(), ['hall Announcements']);
    await field('Address').selectOption({ label: 'none' });
    assert.deepEqual(await offered(), []);
    await editor.dialog.getByText('No node has its results delivered to this address yet').waitFor();
    await editor.picture('callback-in-none');
  });

  it('is marked while its list is empty, and while it has no address', async () => {
    await given({ scope: ['kitchen'] });
    await box('kitchen').uncheck();
    await editor.done();
    await mark().waitFor();
    await editor.edit(editor.node('in'));
    assert.deepEqual(await reasons(), ['Choose at least one node, or take whatever arrives.']);
    await field('Takes').selectOption('all');
    await editor.done();
    await mark().waitFor({ state: 'hidden' });
    await editor.edit(editor.node('in'));
    await field('Address').selectOption({ label: 'none' });
    await editor.done();
    await mark().waitFor();
  });

  it('says what the flow must do where it answers itself', async () => {
    await given();
    assert.ok(await editor.dialog.getByText('Deepgram hears 200').isVisible());
    await field('Answers').selectOption('flow');
    assert.ok(await editor.dialog.getByText('http response node must answer within 25 s').isVisible());
  });

  it('follows the ids of the nodes when they are copied', async () => {
    await given({ scope: ['kitchen'] });
    await editor.cancel();
    await editor.page.locator('#red-ui-workspace-chart').click({ position: { x: 700, y: 600 } });
    await editor.page.keyboard.press('Control+a');
    await editor.page.keyboard.press('Control+c');
    await editor.page.keyboard.press('Control+v');
    await editor.page.locator('#red-ui-workspace-chart').click({ position: { x: 600, y: 500 } });
    await editor.deploy();
    const flows = (await (await fetch(`${nodeRed.url}/flows`)).json()) as FlowNode[];
    const copy = flows.find(({ id, type }) => type === 'deepgram-callback-in' && id !== 'in');
    const kitchen = flows.find(({ id, name }) => name === 'kitchen' && id !== 'kitchen');
    assert.ok(kitchen);
    assert.deepEqual(copy?.scope, [kitchen.id]);
  });

  it('explains the node in the help', async () => {
    await given();
    await editor.cancel();
    await editor.node('in').click();
    await editor.page.keyboard.press('Control+g');
    await editor.page.keyboard.press('h');
    await editor.page.locator('.red-ui-help').getByText('Passes on what Deepgram delivers').waitFor();
    await editor.picture('callback-in-help');
  });
});
