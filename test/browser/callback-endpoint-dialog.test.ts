import assert from 'node:assert/strict';
import { type Editor, type EditorBrowser, startEditorBrowser } from '../helpers/browser-editor.js';
import { type FlowNode, type NodeRed, startNodeRed } from '../helpers/node-red.js';
import { callbackInNode, endpointNode, tabWith } from './flow.js';
import { untranslated } from './untranslated.js';

const SETTINGS = `
  httpNodeRoot: '/red',
  httpNodeAuth: { user: 'guard', pass: 'not the hash of any password' },
  contextStorage: {
    default: { module: 'memory' },
    jobs: { module: 'localfilesystem', config: { cache: false } },
    slow: { module: 'localfilesystem' },
  },`;
const LOGIN = { username: 'deepgram', password: 'door-password' };

/** Addresses that Deepgram can't call, with what the reason and the cure must say. */
const UNREACHABLE: readonly (readonly [address: string, reason: string, cure: RegExp])[] = [
  ['', 'Enter the address by which the internet', /reverse proxy.*tunnel.*port of its own/],
  ['my house', "can't be read", /in full: https:/],
  ['wss://red.example.org', 'http and https addresses only', /with https:/],
  ['http://red.example.org:1880', '80, 443, 8080 and 8443 only', /reverse proxy.*tunnel.*port of its own/],
  ['http://raspberrypi:8080', 'own network only', /reverse proxy.*tunnel.*router/],
  ['http://192.168.1.10:8080', 'own network only', /reverse proxy.*tunnel.*router/],
];

describe('the dialog of deepgram-callback-endpoint', function () {
  this.timeout(30_000);
  let nodeRed: NodeRed;
  let browser: EditorBrowser;
  let editor: Editor;

  const field = (label: string) => editor.configDialog.getByLabel(label, { exact: true });
  const reasons = () => editor.configDialog.locator('.deepgram-reason:visible').allTextContents();
  const warnings = () => editor.configDialog.locator('.deepgram-warning:visible').allTextContents();
  const finished = () => editor.configDialog.locator('#deepgram-endpoint-url');
  const copyButton = () => editor.configDialog.getByRole('button', { name: 'Copy the URL' });
  const more = () => editor.configDialog.locator('summary', { hasText: 'More' });
  const mark = () => editor.node('in').locator('.red-ui-flow-node-error');
  const nothingToDeploy = () => editor.page.locator('#red-ui-header-button-deploy.disabled').waitFor();
  const saved = async () => {
    const flows = (await (await fetch(`${nodeRed.url}/flows`)).json()) as FlowNode[];
    return flows.find(({ id }) => id === 'endpoint');
  };

  /** A flow with a callback-in, whose address is opened. */
  async function given(properties: Record<string, unknown> = {}): Promise<void> {
    const endpoint = endpointNode('endpoint', { credentials: LOGIN, ...properties });
    const nodes = [endpoint, callbackInNode('in', { endpoint: endpoint.id })];
    await nodeRed.deploy(tabWith('https://api.deepgram.com', nodes));
    editor = await browser.open(nodeRed.url);
    await openEndpoint();
  }

  async function openEndpoint(): Promise<void> {
    await editor.edit(editor.node('in'));
    await editor.editConfig('edit', 'endpoint');
  }

  async function type(label: string, value: string): Promise<void> {
    await field(label).fill(value);
    await field(label).press('End');
  }

  before(async () => {
    [nodeRed, browser] = await Promise.all([startNodeRed({ settings: SETTINGS }), startEditorBrowser()]);
  });
  after(() => Promise.all([browser.close(), nodeRed.stop()]));
  afterEach(async function () {
    await browser.review(this.currentTest);
    await browser.closeEditors();
  });

  it('tells the finished address while it is typed', async () => {
    await given();
    assert.deepEqual(await untranslated(editor.configDialog), []);
    assert.equal(await finished().textContent(), 'https://red.example.org/red/deepgram/callback');
    await type('Path', 'voice');
    assert.equal(await finished().textContent(), 'https://red.example.org/red/voice');
    await field('Listen on').selectOption('own');
    assert.equal(await finished().textContent(), 'https://red.example.org/voice');
    await type('Public URL', 'https://proxy.example.org:8443/to/red');
    assert.equal(await finished().textContent(), 'https://proxy.example.org:8443/to/red');
    await type('Public URL', '$' + '{PUBLIC_URL}');
    assert.equal(await finished().textContent(), 'as the environment variable says');
    assert.equal(await copyButton().isVisible(), false);
    assert.deepEqual(await reasons(), []);
  });

  it('copies the finished address, and says that it did', async () => {
    await given();
    await editor.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await copyButton().click();
    await editor.configDialog.getByText('Copied.').waitFor();
    await type('Path', '');
    await field('Path').press('Control+v');
    assert.equal(await field('Path').inputValue(), 'https://red.example.org/red/deepgram/callback');
    assert.equal(await editor.configDialog.getByText('Copied.').isVisible(), false);
  });

  it('copies on a page without a clipboard as well, such as one by http', async () => {
    await given();
    await editor.page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
    await copyButton().click();
    await editor.configDialog.getByText('Copied.').waitFor();
    await type('Path', '');
    await field('Path').press('Control+v');
    assert.equal(await field('Path').inputValue(), 'https://red.example.org/red/deepgram/callback');
  });

  it('asks for port and TLS only where it listens on a port of its own', async () => {
    await given();
    assert.equal(await field('Port').isVisible(), false);
    assert.equal(await field('TLS').isVisible(), false);
    await field('Listen on').selectOption('own');
    assert.equal(await field('Port').inputValue(), '8443');
    assert.ok(await field('TLS').isVisible());
    await editor.picture('endpoint-own-port');
    await type('Port', '70000');
    assert.deepEqual(await reasons(), ['This must be a whole number from 1 to 65535.']);
  });

  it('marks an address that Deepgram can not call with the reason and the cure, as it is typed', async () => {
    await given();
    for (const [address, reason, cure] of UNREACHABLE) {
      await type('Public URL', address);
      const [said = '', ...others] = await reasons();
      assert.deepEqual(others, []);
      assert.ok(said.includes(reason), `${address}: ${said}`);
      assert.match(said, cure, address);
      assert.equal(await field('Public URL').getAttribute('aria-invalid'), 'true');
    }
    await editor.picture('endpoint-private');
  });

  it('marks such an address on the nodes that use it too, until it is mended', async () => {
    await given({ publicUrl: 'http://red.example.org:1880' });
    await mark().waitFor();
    assert.equal((await reasons()).length, 1);
    await type('Public URL', 'https://red.example.org');
    assert.deepEqual(await reasons(), []);
    await editor.done(editor.configDialog);
    await editor.done();
    await mark().waitFor({ state: 'hidden' });
  });

  it('warns of a store that a restart empties, and of no other, and the node stays valid', async () => {
    await given();
    await more().getByText('jobs kept in memory').waitFor();
    await more().click();
    assert.deepEqual(await field('Store').locator('option').allTextContents(), [
      ...["Node-RED's default (default)", 'default', 'jobs', 'slow'],
    ]);
    const [memory = ''] = await warnings();
    assert.match(memory, /a restart loses the jobs.*localfilesystem with cache: false/);
    await editor.picture('endpoint-more');
    await field('Store').selectOption('slow');
    assert.equal((await warnings()).length, 1);
    await field('Store').selectOption('jobs');
    assert.deepEqual(await warnings(), []);
    await more().getByText('3 set').waitFor();
    await field('Store').selectOption('');
    assert.deepEqual(await reasons(), []);
    assert.equal(await mark().isVisible(), false);
  });

  it('marks a store that settings.js does not have', async () => {
    await given({ store: 'redis' });
    assert.deepEqual(await reasons(), [
      'There is no context store redis in settings.js. Choose one that is there.',
    ]);
    assert.equal(await field('Store').locator('option:checked').textContent(), 'redis (not in settings.js)');
    await mark().waitFor();
  });

  it('warns that everything is accepted, and of a password in the address, and the node stays valid', async () => {
    await given({ store: 'jobs', publicUrl: 'https://me:word@red.example.org' });
    const [userInfo = ''] = await warnings();
    assert.match(userInfo, /would be exported with the flow. Enter them under More/);
    assert.equal(await finished().textContent(), 'https://red.example.org/red/deepgram/callback');
    await more().click();
    await field('Accept all').check();
    assert.match((await warnings())[1] ?? '', /For tests only/);
    await more().getByText('accepts anything').waitFor();
    assert.equal(await mark().isVisible(), false);
    await editor.done(editor.configDialog);
    await editor.done();
    assert.equal(await mark().isVisible(), false);
    await editor.deploy();
    assert.equal((await saved())?.acceptUnproven, true);
  });

  it('marks a missing user name where Node-RED asks Deepgram for one', async () => {
    await given({ id: 'without-login', credentials: {} });
    const [reason = ''] = await reasons();
    assert.match(reason, /httpNodeAuth.*could not log in.*port of its own/);
    await type('User name', 'deepgram');
    assert.equal((await reasons()).length, 1);
    await type('Password', 'word');
    assert.deepEqual(await reasons(), []);
    await type('Password', '');
    await field('Listen on').selectOption('own');
    assert.deepEqual(await reasons(), []);
  });

  it('leaves nothing to deploy after Done or Cancel, with credentials and without', async () => {
    for (const id of ['endpoint', 'without-login']) {
      await given({ id, credentials: id === 'endpoint' ? LOGIN : {} });
      await editor.done(editor.configDialog);
      await editor.done();
      await nothingToDeploy();
      await openEndpoint();
      await type('Path', '/elsewhere');
      await type('Public URL', 'https://other.example.org');
      await editor.cancel(editor.configDialog);
      await editor.cancel();
      await nothingToDeploy();
      await openEndpoint();
      assert.equal(await field('Path').inputValue(), '/deepgram/callback');
      await browser.closeEditors();
    }
  });

  it('finds again what was saved, and exports no secret', async () => {
    await given();
    await type('Public URL', 'https://voice.example.org');
    await type('Path', '/voice');
    await more().click();
    await type('Deadline', '5');
    await field('Store').selectOption('jobs');
    await type('Largest body', '20');
    await type('User name', 'caller');
    await type('Password', 'caller-password');
    await type('Secret', 'signing-secret');
    await type('Key identifier', 'key-id');
    await more().getByText('7 set').waitFor();
    await editor.done(editor.configDialog);
    const chosen = editor.dialog.locator('#node-input-endpoint option:checked');
    assert.equal(await chosen.textContent(), 'voice.example.org/red/voice');
    await editor.done();
    await editor.deploy();
    const { id, type: _type, ...kept } = (await saved()) ?? { id: '', type: '' };
    assert.deepEqual(kept, {
      ...{ name: '', path: '/voice', publicUrl: 'https://voice.example.org', listen: 'node-red' },
      ...{ port: 8443, tls: '', store: 'jobs', deadline: '5', maxBody: '20', keyId: 'key-id' },
      acceptUnproven: false,
    });
    await openEndpoint();
    assert.equal(await field('User name').inputValue(), 'caller');
    assert.equal(await field('Password').inputValue(), '__PWRD__');
    assert.equal(await field('Secret').inputValue(), '__PWRD__');
    await editor.cancel(editor.configDialog);
    await editor.cancel();
    const exported = await editor.exportFlow();
    assert.ok(exported.includes('https://voice.example.org'));
    for (const secret of ['caller', 'signing-secret']) assert.ok(!exported.includes(secret), exported);
    const known = await (await fetch(`${nodeRed.url}/credentials/deepgram-callback-endpoint/${id}`)).text();
    for (const secret of ['caller-password', 'signing-secret']) assert.ok(!known.includes(secret), known);
  });
});
