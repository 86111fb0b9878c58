import assert from 'node:assert/strict';
import { type Editor, type EditorBrowser, startEditorBrowser } from '../helpers/browser-editor.js';
import type { FlowNode, NodeRed } from '../helpers/node-red.js';
import { sharedNodeRed } from '../helpers/shared.js';
import { endpointNode, speakNode, tabWith } from './flow.js';
import { untranslated } from './untranslated.js';

const TO_ENDPOINT = { delivery: 'callback', endpoint: 'endpoint' };
const TO_URL = { delivery: 'callback', callbackUrl: 'https://example.org/upload', callbackMethod: 'PUT' };

describe('the delivery in the dialog of deepgram-speak', function () {
  this.timeout(30_000);
  let nodeRed: NodeRed;
  let browser: EditorBrowser;
  let editor: Editor;

  const field = (label: string) => editor.dialog.getByLabel(label, { exact: true });
  const reasons = () => editor.dialog.locator('.deepgram-reason:visible').allTextContents();
  const mark = () => editor.node('speak').locator('.red-ui-flow-node-error');
  const nothingToDeploy = () => editor.page.locator('#red-ui-header-button-deploy.disabled').waitFor();
  const rows = async () => {
    const shown = await editor.dialog.locator('.form-row:visible > label').allTextContents();
    return shown.map((text) => text.trim());
  };
  const savedNode = async () => {
    const flows = (await (await fetch(`${nodeRed.url}/flows`)).json()) as FlowNode[];
    const node = flows.find(({ id }) => id === 'speak');
    assert.ok(node);
    return node;
  };
  const savedDelivery = async () => {
    const { delivery, endpoint, callbackUrl, callbackUrlType, callbackMethod } = await savedNode();
    return { delivery, endpoint, callbackUrl, callbackUrlType, callbackMethod };
  };

  async function givenNode(node: FlowNode, endpoint: Record<string, unknown> = {}): Promise<void> {
    await nodeRed.deploy(tabWith('https://api.deepgram.com', [endpointNode('endpoint', endpoint), node]));
    editor = await browser.open(nodeRed.url);
    await editor.edit(editor.node('speak'));
  }
  const given = (properties: Record<string, unknown> = {}) => givenNode(speakNode('speak', properties));

  async function typeUrl(url: string): Promise<void> {
    await field('URL').fill(url);
    await field('URL').press('End');
  }

  async function deploy(): Promise<void> {
    await editor.done();
    await editor.deploy();
    await nothingToDeploy();
  }

  before(async () => {
    [nodeRed, browser] = await Promise.all([sharedNodeRed(), startEditorBrowser()]);
  });
  after(() => browser.close());
  afterEach(async function () {
    await browser.review(this.currentTest);
    await browser.closeEditors();
  });

  it('shows the rows that apply, and no others', async () => {
    await given();
    await editor.dialog.locator('summary', { hasText: 'More' }).click();
    const always = ['Name', 'Account', 'Text', 'Voice', 'Format', 'Delivery'];
    const more = ['Speed', 'Time limit', 'Options', 'Tags', 'Opt out'];
    assert.deepEqual(await untranslated(editor.dialog), []);
    assert.deepEqual(await rows(), [
      ...[...always, 'Result', 'Output', 'Cache', 'Speed', 'Long text', 'Time limit'],
      ...['Options', 'Tags', 'Opt out'],
    ]);
    await field('Delivery').selectOption('callback');
    assert.deepEqual(await rows(), [...always, 'Deliver to', 'Address', 'Result', 'Output', ...more]);
    assert.ok(await editor.dialog.getByText('More than 2000 characters are refused (TOO_LARGE)').isVisible());
    await editor.picture('delivery-endpoint');
    await field('Deliver to').selectOption('url');
    assert.deepEqual(await rows(), [...always, 'Deliver to', 'URL', 'Method', ...more]);
    await editor.picture('delivery-url');
    await field('Delivery').selectOption('wait');
    assert.ok((await rows()).includes('Long text'));
    assert.deepEqual(await reasons(), []);
  });

  it('is marked where there is neither an address nor a URL, until one is chosen', async () => {
    await given({ delivery: 'callback' });
    await mark().waitFor();
    assert.deepEqual(await reasons(), ['Choose a callback address, or enter another URL for the audio.']);
    await field('Deliver to').selectOption('url');
    assert.deepEqual(await reasons(), ['Enter the URL that the audio is delivered to.']);
    await field('Deliver to').selectOption('endpoint');
    await field('Address').selectOption('endpoint');
    assert.deepEqual(await reasons(), []);
    await deploy();
    await mark().waitFor({ state: 'hidden' });
    assert.deepEqual(await savedDelivery(), {
      ...{ ...TO_ENDPOINT, callbackUrl: '', callbackUrlType: 'str', callbackMethod: 'POST' },
    });
  });

  it('blanks the address when a URL is chosen', async () => {
    await given(TO_ENDPOINT);
    await field('Deliver to').selectOption('url');
    await typeUrl('https://example.org/upload');
    await field('Method').selectOption('PUT');
    await deploy();
    assert.deepEqual(await savedDelivery(), { ...TO_URL, endpoint: '', callbackUrlType: 'str' });
    await editor.edit(editor.node('speak'));
    assert.equal(await field('Deliver to').inputValue(), 'url');
    assert.equal(await field('URL').inputValue(), 'https://example.org/upload');
    assert.equal(await field('Method').inputValue(), 'PUT');
  });

  it('blanks the URL when an address is chosen', async () => {
    await given({ ...TO_URL, callbackUrl: 'uploadUrl', callbackUrlType: 'msg' });
    await field('Deliver to').selectOption('endpoint');
    await field('Address').selectOption('endpoint');
    await deploy();
    assert.deepEqual(await savedDelivery(), {
      ...{ ...TO_ENDPOINT, callbackUrl: '', callbackUrlType: 'str', callbackMethod: 'PUT' },
    });
  });

  it('is marked where a flow has both, and keeps the one that is chosen', async () => {
    await given({ ...TO_URL, ...TO_ENDPOINT });
    await mark().waitFor();
    assert.deepEqual(await reasons(), [
      'A callback address and a URL are set. Only what is chosen here is kept on Done.',
    ]);
    await deploy();
    await mark().waitFor({ state: 'hidden' });
    const { endpoint, callbackUrl } = await savedDelivery();
    assert.deepEqual([endpoint, callbackUrl], ['endpoint', '']);
  });

  it('marks a URL that Deepgram can not call with the reason', async () => {
    await given(TO_URL);
    for (const [url, reason] of [
      ['example', "The callback URL can't be read. Write it in full: https://red.example.org/path."],
      ['ftp://example.org/upload', 'Deepgram calls http and https addresses only.'],
      ['https://example.org:1880/upload', 'Deepgram calls the ports 80, 443, 8080 and 8443 only.'],
      ['http://10.1.2.3/', "Deepgram can't reach this address: it exists in your own network only."],
    ] as const) {
      await typeUrl(url);
      assert.deepEqual(await reasons(), [reason]);
      assert.equal(await field('URL').getAttribute('aria-invalid'), 'true');
    }
    await editor.done();
    await mark().waitFor();
    await editor.edit(editor.node('speak'));
    await typeUrl('$' + '{UPLOAD_URL}');
    assert.deepEqual(await reasons(), []);
    await editor.done();
    await mark().waitFor({ state: 'hidden' });
  });

  it('says nothing of a URL that a message will bring', async () => {
    await given({ ...TO_URL, callbackUrl: 'uploadUrl', callbackUrlType: 'msg' });
    assert.equal(await mark().isVisible(), false);
    assert.deepEqual(await reasons(), []);
    await editor.done();
    await nothingToDeploy();
  });

  it('is marked where its address is wrong or gone', async () => {
    await givenNode(speakNode('speak', TO_ENDPOINT), { publicUrl: 'http://localhost:1880' });
    await mark().waitFor();
    assert.deepEqual(await reasons(), ['The callback address needs attention: open it with the pencil.']);
    await editor.editConfig('edit', 'endpoint');
    await editor.configDialog.getByLabel('Public URL').fill('https://red.example.org');
    await editor.done(editor.configDialog);
    await editor.dialog.locator('.deepgram-reason:visible').waitFor({ state: 'hidden' });
    await editor.done();
    await mark().waitFor({ state: 'hidden' });
    await browser.closeEditors();
    await given({ ...TO_ENDPOINT, endpoint: 'deleted' });
    await mark().waitFor();
  });

  it('can have its address made from here', async () => {
    await given();
    await field('Delivery').selectOption('callback');
    await editor.editConfig('add', 'endpoint');
    await editor.configDialog.getByLabel('Public URL').fill('https://new.example.org');
    await editor.done(editor.configDialog);
    assert.equal(
      await field('Address').locator('option:checked').textContent(),
      'new.example.org/deepgram/callback',
    );
    await deploy();
    assert.equal(await mark().isVisible(), false);
  });

  it('takes the audio as one, where it came in parts before', async () => {
    await given({ result: 'parts' });
    await field('Delivery').selectOption('callback');
    assert.equal(await field('Result').inputValue(), 'buffer');
    assert.deepEqual(await field('Result').locator('option:not([hidden])').allTextContents(), [
      ...['the audio in one message', 'a URL for speakers to fetch'],
    ]);
    await field('Delivery').selectOption('wait');
    assert.equal(await field('Result').inputValue(), 'parts');
    await field('Delivery').selectOption('callback');
    await field('Address').selectOption('endpoint');
    await deploy();
    assert.equal((await savedNode()).result, 'buffer');
  });

  it('changes nothing on Cancel', async () => {
    await given(TO_ENDPOINT);
    await field('Deliver to').selectOption('url');
    await typeUrl('https://example.org/upload');
    await editor.cancel();
    await nothingToDeploy();
    await editor.edit(editor.node('speak'));
    assert.equal(await field('Deliver to').inputValue(), 'endpoint');
    assert.equal(await field('Address').inputValue(), 'endpoint');
    await editor.done();
    await nothingToDeploy();
  });

  it('leaves a flow of an older version as it is, valid, unless something is changed', async () => {
    const { delivery, endpoint, callbackUrl, callbackUrlType, callbackMethod, longText, ...older } =
      speakNode('speak');
    await givenNode(older);
    assert.equal(await mark().isVisible(), false);
    assert.deepEqual(await reasons(), []);
    assert.equal(await field('Delivery').inputValue(), 'wait');
    await editor.done();
    await nothingToDeploy();
    assert.equal(await mark().isVisible(), false);
    await editor.edit(editor.node('speak'));
    await field('Delivery').selectOption('callback');
    await field('Address').selectOption('endpoint');
    await deploy();
    const kept = await savedNode();
    assert.deepEqual([kept.delivery, kept.endpoint], ['callback', 'endpoint']);
    assert.ok(!('longText' in kept));
  });
});
