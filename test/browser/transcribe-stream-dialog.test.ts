import assert from 'node:assert/strict';
import { type Editor, type EditorBrowser, startEditorBrowser } from '../helpers/browser-editor.js';
import type { FlowNode, NodeRed } from '../helpers/node-red.js';
import { sharedNodeRed } from '../helpers/shared.js';
import { endpointNode, tabWith } from './flow.js';
import { untranslated } from './untranslated.js';

const NOVA_GROUPS = [
  ...['When somebody has finished', 'What is said', 'Who says it', 'Search, names, redaction'],
  ...['Labels and privacy', 'More'],
];
const FLUX_GROUPS = NOVA_GROUPS.filter((group) => group !== 'Who says it');

/** A deepgram-transcribe-stream with every property, as the editor saves it. */
function liveNode(properties: Record<string, unknown> = {}): FlowNode {
  return {
    ...{ id: 'live', type: 'deepgram-transcribe-stream', name: 'live', account: 'account' },
    ...{ model: 'nova-3', modelType: 'str', audio: 'payload', audioType: 'msg' },
    ...{ params: { smart_format: true }, options: 'deepgramOptions', optionsType: 'msg' },
    ...{ emit: 'final', session: '', sessionType: 'auto', idle: 60, output: 'payload' },
    ...{ endpoint: '', callbackUrl: '', callbackUrlType: 'str', callbackMethod: 'WS', wires: [[], []] },
    ...properties,
  };
}

describe('the dialog of deepgram-transcribe-stream', function () {
  this.timeout(30_000);
  let nodeRed: NodeRed;
  let browser: EditorBrowser;
  let editor: Editor;

  const field = (label: string) => editor.dialog.getByLabel(label, { exact: true });
  const fold = (name: string) => editor.dialog.locator('summary', { hasText: name });
  const row = (parameter: string) => editor.dialog.locator(`#deepgram-row-${parameter}`);
  const choices = (label: string) => field(label).locator('option').allTextContents();
  const reasons = () => editor.dialog.locator('.deepgram-reason:visible').allTextContents();
  const states = () => editor.dialog.locator('summary:visible').allTextContents();
  const mark = () => editor.node('live').locator('.red-ui-flow-node-error');
  const nothingToDeploy = () => editor.page.locator('#red-ui-header-button-deploy.disabled').waitFor();
  const flows = async () => (await (await fetch(`${nodeRed.url}/flows`)).json()) as FlowNode[];
  const saved = async () => (await flows()).find(({ id }) => id === 'live') as Record<string, unknown>;
  const rows = async () => {
    const shown = await editor.dialog.locator('.form-row:visible > label').allTextContents();
    return shown.map((text) => text.trim()).filter(Boolean);
  };

  async function givenNode(node: FlowNode, options = {}): Promise<void> {
    await nodeRed.deploy(tabWith('https://api.deepgram.com', [endpointNode('endpoint'), node]));
    editor = await browser.open(nodeRed.url, { height: 1600, ...options });
    await editor.edit(editor.node('live'));
  }
  const given = (properties: Record<string, unknown> = {}, options = {}) =>
    givenNode(liveNode(properties), options);

  async function typeInto(label: string, value: string): Promise<void> {
    await field(label).fill(value);
    await field(label).press('End');
  }

  async function deploy(): Promise<void> {
    await editor.done();
    // The editor's word about the deploy before this one may still be there.
    const stored = editor.page.waitForResponse(
      (answer) => answer.request().method() === 'POST' && answer.url().endsWith('/flows'),
    );
    await editor.page.locator('#red-ui-header-button-deploy').click();
    await stored;
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

  it('is dragged from the palette with the settings of the contract, and two outputs', async () => {
    await nodeRed.deploy(tabWith('https://api.deepgram.com', [liveNode()]));
    editor = await browser.open(nodeRed.url);
    await editor.drag('deepgram-transcribe-stream', { x: 340, y: 240 });
    await editor.picture('transcribe-stream-palette');
    const dragged = editor.page.locator('.red-ui-flow-node', { hasText: 'transcribe stream' });
    await editor.edit(dragged);
    assert.equal(await field('Account').inputValue(), 'account');
    await editor.done();
    await editor.deploy();
    const kept = (await flows()).find(
      ({ id, type }) => type === 'deepgram-transcribe-stream' && id !== 'live',
    );
    const { id: _, ...expected } = liveNode({ name: '' });
    for (const [property, value] of Object.entries(expected))
      assert.deepEqual(Reflect.get(kept ?? {}, property), value, property);
  });

  it('folds away most parameters, tells what is set, and changes nothing by itself', async () => {
    await given();
    assert.deepEqual(await untranslated(editor.dialog), []);
    assert.deepEqual(await rows(), [
      ...['Name', 'Account', 'Audio', 'Model', 'Language', 'Format', 'Send', 'Sessions', 'Delivery'],
      ...['Output', 'Find'],
    ]);
    assert.deepEqual(
      await states(),
      NOVA_GROUPS.map((group) => (group === 'What is said' ? `${group}1 set` : group)),
    );
    await editor.picture('transcribe-stream');
    await fold('When somebody has finished').click();
    await editor.picture('transcribe-stream-turns');
    assert.equal(await field('Pause (ms)').getAttribute('placeholder'), 'default (10 ms)');
    assert.equal(await field('Gap (ms)').getAttribute('placeholder'), 'at least 1000 ms');
    assert.equal(await row('paragraphs').count(), 0);
    assert.equal(await row('eot_threshold').count(), 0);
    await editor.done();
    await nothingToDeploy();
  });

  it('leaves a flow that lacks properties as it is, valid', async () => {
    const { id, type, name, account } = liveNode();
    await givenNode({ id, type, name, account, wires: [[], []] });
    assert.equal(await mark().isVisible(), false);
    assert.deepEqual(await reasons(), []);
    assert.equal(await field('Model').inputValue(), 'nova-3');
    assert.equal(await field('Send').inputValue(), 'final');
    assert.match((await row('session').textContent()) ?? '', /one per client/);
    await editor.done();
    await nothingToDeploy();
    await editor.edit(editor.node('live'));
    await field('Send').selectOption('all');
    await deploy();
    const { emit, ...kept } = await saved();
    assert.equal(emit, 'all');
    assert.ok(!('model' in kept) && !('params' in kept) && !('idle' in kept), Object.keys(kept).join());
  });

  it('changes nothing on Cancel', async () => {
    await given();
    await typeInto('Model', 'flux-general-en');
    await field('Format').selectOption('mulaw');
    await field('Send').selectOption('utterance');
    await editor.cancel();
    await nothingToDeploy();
    await editor.edit(editor.node('live'));
    assert.equal(await field('Model').inputValue(), 'nova-3');
    assert.equal(await field('Format').inputValue(), '');
    await editor.done();
    await nothingToDeploy();
  });

  it('presets the usual sample rate of bare audio, where everybody sees it', async () => {
    await given();
    assert.equal(await row('sample_rate').isVisible(), false);
    await editor.dialog.getByText('Audio with its header, from its beginning.').waitFor();
    for (const [encoding, rate] of [
      ['linear16', '16000'],
      ['mulaw', '8000'],
      ['amr-wb', '16000'],
      ['opus', '48000'],
    ] as const) {
      await field('Format').selectOption(encoding);
      assert.equal(await field('Rate').inputValue(), rate);
      assert.deepEqual(await reasons(), []);
    }
    await field('Format').selectOption('flac');
    assert.equal(await row('sample_rate').isVisible(), false);
    await field('Format').selectOption('linear16');
    await editor.picture('transcribe-stream-bare');
    await field('Rate').fill('');
    assert.deepEqual(await reasons(), ['sample_rate is needed with the encoding linear16.']);
    await field('Rate').fill('44100');
    await field('Format').selectOption('linear32');
    assert.equal(await field('Rate').inputValue(), '44100');
    await deploy();
    assert.deepEqual((await saved()).params, {
      ...{ smart_format: true, encoding: 'linear32', sample_rate: 44_100 },
    });
  });

  it('puts aside what Flux does not take, tells so, and brings it back', async () => {
    await given({ params: { smart_format: true, language: 'de', keyterm: 'Mopsa', redact: ['numbers'] } });
    await typeInto('Model', 'flux-general-multi');
    const told = editor.dialog.getByText(/^Put aside, because this model does not take it/);
    assert.match((await told.textContent()) ?? '', /: (smart_format, language|language, smart_format)\.$/);
    assert.equal(await row('language').isVisible(), false);
    assert.deepEqual(
      (await states()).map((state) => state.replace(/\d set$/, '')),
      FLUX_GROUPS,
    );
    assert.deepEqual((await choices('Format')).slice(1), [
      ...['linear16 (PCM)', 'linear32 (PCM)', 'mulaw (telephony)', 'alaw (telephony)'],
      ...['opus, bare packets', 'ogg-opus'],
    ]);
    await fold('When somebody has finished').click();
    await fold('What is said').click();
    await fold('Search, names, redaction').click();
    assert.equal(await field('Redact').inputValue(), 'numbers');
    await field('Languages').fill('de\nnl');
    await field('Eager end').fill('0.8');
    assert.deepEqual(await reasons(), [
      "eager_eot_threshold can't be greater than eot_threshold, which is 0.7; it is 0.8.",
    ]);
    await field('End of turn').fill('0.8');
    assert.deepEqual(await reasons(), []);
    await editor.picture('transcribe-stream-flux');
    await typeInto('Model', 'flux-general-en');
    assert.equal(await row('language_hint').isVisible(), false);
    await typeInto('Model', 'nova-3');
    assert.equal(await field('Language').inputValue(), 'de');
    assert.equal(await field('Smart format').inputValue(), 'true');
    await typeInto('Model', 'flux-general-multi');
    await deploy();
    assert.deepEqual((await saved()).params, {
      ...{ keyterm: 'Mopsa', redact: ['numbers'], language_hint: ['de', 'nl'] },
      ...{ eager_eot_threshold: 0.8, eot_threshold: 0.8 },
    });
  });

  it('suggests models for live audio, and says which is for recordings only', async () => {
    await given();
    const list = editor.page.getByRole('listbox', { name: "Deepgram's live models" });
    await field('Model').click();
    await editor.picture('transcribe-stream-models');
    assert.equal(await list.getByRole('option', { name: 'Whisper' }).count(), 0);
    await field('Model').fill('flux');
    await list.getByRole('option', { name: 'Flux English' }).click();
    assert.equal(await field('Model').inputValue(), 'flux-general-en');
    assert.ok(await editor.dialog.getByText('Flux English, English').isVisible());
    await typeInto('Model', 'whisper');
    assert.deepEqual(await reasons(), ['whisper is for recordings only. Choose another model.']);
    await typeInto('Model', 'my own');
    assert.deepEqual(await reasons(), ['The name of a model has no spaces: choose one from the list.']);
    await typeInto('Model', '6bd5ed2c');
    await editor.dialog.getByText('Not a model that this version knows').waitFor();
    assert.deepEqual(await reasons(), []);
    await editor.done();
    await mark().waitFor({ state: 'hidden' });
  });

  it('tells what is asked for besides, and shows it where it would be set', async () => {
    await given();
    await field('Send').selectOption('utterance');
    const needed = 'interim_results = true, endpointing = 300, utterance_end_ms = 1000';
    assert.ok(await editor.dialog.getByText(`Sent for this, too: ${needed}.`).isVisible());
    await fold('When somebody has finished').click();
    assert.equal(await field('Pause (ms)').getAttribute('placeholder'), '300, needed for what is sent on');
    await editor.picture('transcribe-stream-utterances');
    await field('Pause (ms)').fill('500');
    await field('Send').selectOption('all');
    assert.ok(await editor.dialog.getByText('Sent for this, too: interim_results = true.').isVisible());
    await field('Gap (ms)').fill('1500');
    assert.deepEqual(await reasons(), []);
    await field('Send').selectOption('final');
    assert.deepEqual(await reasons(), [
      'utterance_end_ms works only while interim_results is on: set interim_results to true.',
    ]);
    await field('Interim').selectOption('on');
    await field('Pause (ms)').fill('false');
    assert.deepEqual(await reasons(), []);
    await deploy();
    assert.deepEqual((await saved()).params, {
      ...{ smart_format: true, endpointing: 'false', utterance_end_ms: 1500, interim_results: true },
    });
  });

  it('tells sessions apart by themselves, by a property, or by a name', async () => {
    await given();
    const chooseSessions = async (type: string) => {
      await row('session').locator('.red-ui-typedInput-type-select').click();
      const options = editor.page.locator('.red-ui-typedInput-options:visible');
      await options.getByText(type, { exact: true }).click();
    };
    await chooseSessions('msg.');
    assert.deepEqual(await reasons(), ['Enter what tells the sessions apart.']);
    await typeInto('Sessions', 'call.id');
    assert.deepEqual(await reasons(), []);
    await deploy();
    const byProperty = await saved();
    assert.deepEqual([byProperty.session, byProperty.sessionType], ['call.id', 'msg']);
    await editor.edit(editor.node('live'));
    await chooseSessions('one per client');
    await deploy();
    const byThemselves = await saved();
    assert.deepEqual([byThemselves.session, byThemselves.sessionType], ['', 'auto']);
  });

  it('delivers to an address or a URL, and keeps one of them only', async () => {
    await given();
    await field('Delivery').selectOption('endpoint');
    assert.deepEqual(await reasons(), ['Choose a callback address.']);
    await field('Address').selectOption('endpoint');
    assert.deepEqual(await reasons(), []);
    assert.deepEqual(await choices('Method'), ['WebSocket', 'POST', 'PUT']);
    assert.ok((await rows()).includes('Output'));
    await editor.picture('transcribe-stream-endpoint');
    await deploy();
    const toEndpoint = await saved();
    assert.deepEqual([toEndpoint.endpoint, toEndpoint.callbackMethod], ['endpoint', 'WS']);
    await editor.edit(editor.node('live'));
    assert.equal(await field('Delivery').inputValue(), 'endpoint');
    await field('Delivery').selectOption('url');
    assert.deepEqual(await reasons(), ['Enter the URL that the results are delivered to.']);
    await typeInto('URL', 'https://example.org/live');
    assert.deepEqual(await reasons(), ['Deepgram opens a WebSocket to wss and ws addresses only.']);
    await field('Method').selectOption('PUT');
    assert.deepEqual(await reasons(), []);
    assert.ok(!(await rows()).includes('Output'));
    await editor.picture('transcribe-stream-url');
    await deploy();
    const { endpoint, callbackUrl, callbackMethod } = await saved();
    assert.deepEqual([endpoint, callbackUrl, callbackMethod], ['', 'https://example.org/live', 'PUT']);
    await editor.edit(editor.node('live'));
    await field('Delivery').selectOption('node');
    await deploy();
    assert.deepEqual([(await saved()).endpoint, (await saved()).callbackUrl], ['', '']);
  });

  it('marks a URL that Deepgram can not reach with the reason', async () => {
    await given({ callbackUrl: 'wss://example.org/live' });
    assert.deepEqual(await reasons(), []);
    for (const [method, url, reason] of [
      ['WS', 'example', "The callback URL can't be read. Write it in full: https://red.example.org/path."],
      ['WS', 'wss://example.org:1880/', 'Deepgram calls the ports 80, 443, 8080 and 8443 only.'],
      ['WS', 'ws://10.1.2.3/', "Deepgram can't reach this address: it exists in your own network only."],
      ['POST', 'wss://example.org/live', 'Deepgram calls http and https addresses only.'],
      ['POST', 'https://example.org:1880/', 'Deepgram calls the ports 80, 443, 8080 and 8443 only.'],
    ] as const) {
      await field('Method').selectOption(method);
      await typeInto('URL', url);
      assert.deepEqual(await reasons(), [reason]);
      assert.equal(await field('URL').getAttribute('aria-invalid'), 'true');
    }
    await editor.done();
    await mark().waitFor();
    await editor.edit(editor.node('live'));
    await typeInto('URL', '$' + '{LIVE_URL}');
    assert.deepEqual(await reasons(), []);
    await editor.done();
    await mark().waitFor({ state: 'hidden' });
  });

  it('says that Flux delivers nowhere, until the model or the delivery is another one', async () => {
    const nowhere = 'Flux delivers nowhere: let the text leave this node, or choose another model.';
    await given({ endpoint: 'endpoint' });
    assert.deepEqual(await reasons(), []);
    await typeInto('Model', 'flux-general-en');
    assert.deepEqual(await reasons(), [nowhere]);
    assert.equal(await field('Delivery').getAttribute('aria-invalid'), 'true');
    await editor.picture('transcribe-stream-flux-delivery');
    await editor.done();
    await mark().waitFor();
    await editor.edit(editor.node('live'));
    await field('Delivery').selectOption('node');
    assert.deepEqual(await reasons(), []);
    await field('Delivery').selectOption('url');
    await typeInto('URL', 'wss://example.org/live');
    assert.deepEqual(await reasons(), [nowhere]);
    await typeInto('Model', 'nova-3');
    assert.deepEqual(await reasons(), []);
    await editor.done();
    await mark().waitFor({ state: 'hidden' });
  });

  it('marks what is wrong in an older flow with its reason, until it is mended', async () => {
    await given({
      params: {
        ...{ diarize_model: 'v2', utterances: true, encoding: 'mp3', endpointing: true },
        ...{ eot_threshold: 0.7, callback: 'http://x', tone: 'warm' },
      },
      ...{ idle: 0, session: ' ', sessionType: 'msg', endpoint: 'endpoint', callbackUrl: 'wss://x.example' },
    });
    await mark().waitFor();
    assert.deepEqual(await reasons(), [
      "encoding can't be mp3 here. Possible: linear16, linear32, mulaw, alaw, flac, opus, ogg-opus, amr-nb, amr-wb, speex, g729.",
      'Enter what tells the sessions apart.',
      'A callback address and a URL are set. Only what is chosen here is kept on Done.',
      'endpointing must be a number of at least 0, not true.',
      "diarize_model can't be v2 here. Possible: latest, v1.",
      'This must be a whole number from 1 to 3600.',
      "utterances can't be set for a live session: leave it out.",
      'eot_threshold does not work with the model nova-3: leave it out.',
      "callback can't be set here: where the result goes is set by Delivery in the node's dialog.",
    ]);
    await editor.picture('transcribe-stream-older-flow');
    await field('Format').selectOption('');
    await typeInto('Sessions', 'caller');
    await field('Pause (ms)').fill('');
    await field('Speakers').selectOption('latest');
    await field('Idle (s)').fill('90');
    for (const parameter of ['utterances', 'eot_threshold', 'callback'])
      await editor.dialog.getByRole('button', { name: `Take ${parameter} away` }).click();
    assert.deepEqual((await reasons()).length, 1);
    await deploy();
    await mark().waitFor({ state: 'hidden' });
    const { params, callbackUrl, endpoint } = await saved();
    assert.deepEqual(params, { diarize_model: 'latest', tone: 'warm' });
    assert.deepEqual([endpoint, callbackUrl], ['endpoint', '']);
  });

  it('finds settings by their label, what they do, or the name that Deepgram has for them', async () => {
    await given();
    const find = field('Find');
    await find.fill('utterance_end_ms');
    assert.deepEqual(await states(), ['When somebody has finished']);
    await find.fill('idle');
    assert.deepEqual(await states(), ['More']);
    await find.fill('keywords');
    assert.ok(
      await editor.dialog.getByText('No setting is called so. Not with this model: Keywords.').isVisible(),
    );
    await find.press('Escape');
    assert.equal((await states()).length, NOVA_GROUPS.length);
    await editor.done();
    await nothingToDeploy();
  });

  it('explains the node in the help', async () => {
    await given({}, { height: 4800 });
    await editor.cancel();
    await editor.node('live').click();
    await editor.page.keyboard.press('Control+g');
    await editor.page.keyboard.press('h');
    const help = editor.page.locator('.red-ui-help');
    await help.getByText('Turns speech into text while it is being spoken').waitFor();
    assert.ok(await help.getByText('When the connection is lost').first().isVisible());
    await editor.picture('transcribe-stream-help');
  });
});
