import assert from 'node:assert/strict';
import { type Editor, type EditorBrowser, startEditorBrowser } from '../helpers/browser-editor.js';
import type { FlowNode, NodeRed } from '../helpers/node-red.js';
import { sharedNodeRed } from '../helpers/shared.js';
import { endpointNode, tabWith, transcribeNode } from './flow.js';
import { untranslated } from './untranslated.js';

const GROUPS = [
  ...['What is said', 'Who says it', 'Understanding', 'Search and redaction', 'Format of the audio'],
  ...['Labels and privacy', 'More'],
];

const SET = {
  ...{ smart_format: false, detect_language: ['de', 'en'], keyterm: ['Mopsa', 'Hermann Löns'] },
  ...{ diarize_model: 'v2', utt_split: 1.5, summarize: true, redact: ['pci', 'ssn'] },
  ...{ replace: 'monika:Monica', extra: 'call:17', language: 'de-CH' },
};

describe('the dialog of deepgram-transcribe', function () {
  this.timeout(30_000);
  let nodeRed: NodeRed;
  let browser: EditorBrowser;
  let editor: Editor;

  const field = (label: string) => editor.dialog.getByLabel(label, { exact: true });
  const fold = (name: string) => editor.dialog.locator('summary', { hasText: name });
  const group = (name: string) =>
    editor.dialog.locator('details', { has: editor.page.locator('summary', { hasText: name }) });
  const row = (parameter: string) => editor.dialog.locator(`#deepgram-row-${parameter}`);
  const mark = () => editor.node('transcribe').locator('.red-ui-flow-node-error');
  const nothingToDeploy = () => editor.page.locator('#red-ui-header-button-deploy.disabled').waitFor();
  const reasons = () => editor.dialog.locator('.deepgram-reason:visible').allTextContents();
  const states = () => editor.dialog.locator('summary:visible').allTextContents();
  const rows = async (within = editor.dialog.locator('form')) => {
    const shown = await within.locator('.form-row:visible > label').allTextContents();
    return shown.map((text) => text.trim()).filter(Boolean);
  };
  const saved = async () => {
    const flows = (await (await fetch(`${nodeRed.url}/flows`)).json()) as FlowNode[];
    const node = flows.find(({ id }) => id === 'transcribe');
    assert.ok(node);
    return node;
  };

  async function givenNode(node: FlowNode): Promise<void> {
    await nodeRed.deploy(tabWith('https://api.deepgram.com', [endpointNode('endpoint'), node]));
    editor = await browser.open(nodeRed.url, { height: 1600 });
    await editor.edit(editor.node('transcribe'));
  }
  const given = (properties: Record<string, unknown> = {}) =>
    givenNode(transcribeNode('transcribe', properties));

  async function typeModel(model: string): Promise<void> {
    await field('Model').fill(model);
    await field('Model').press('End');
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

  it('folds away all parameters, tells what is set, and changes nothing by itself', async () => {
    await given();
    assert.deepEqual(await untranslated(editor.dialog), []);
    assert.deepEqual(await states(), [`${GROUPS[0]}1 set`, ...GROUPS.slice(1)]);
    assert.deepEqual(await rows(), [
      ...['Name', 'Account', 'Audio', 'Source', 'Model', 'Language', 'Delivery', 'Result', 'Output'],
      ...['whole answer in msg.deepgram.response, too', 'Find'],
    ]);
    await editor.picture('transcribe');
    await fold('What is said').click();
    assert.equal(await field('Smart format').inputValue(), 'true');
    assert.deepEqual(await row('smart_format').locator('option').allTextContents(), [
      ...['default (off)', 'on', 'off'],
    ]);
    assert.equal(await row('smart_format').locator('code').textContent(), 'smart_format');
    await editor.picture('transcribe-said');
    await editor.done();
    await nothingToDeploy();
  });

  it('sets parameters of every kind', async () => {
    await given();
    await editor.dialog.locator('#deepgram-find').fill('e');
    await field('Smart format').selectOption('off');
    await field('Detection').selectOption('only these …');
    await field('Detection: which').fill('de\n  en ');
    await field('Key terms').fill('Mopsa\nHermann Löns');
    await field('Speakers').selectOption('v2');
    await field('Split after').fill('1.5');
    await field('Summary').selectOption('on');
    await field('Redact').selectOption('only these …');
    await editor.dialog.getByRole('button', { name: 'pci', exact: true }).click();
    await editor.dialog.getByRole('button', { name: 'ssn', exact: true }).click();
    await field('Replace').fill('monika:Monica');
    await field('Extra').fill('call:17');
    await field('Language').fill('de-CH');
    await field('Time limit').fill('30');
    await editor.picture('transcribe-set');
    await deploy();
    assert.deepEqual((await saved()).params, SET);
    assert.equal((await saved()).within, '30');
    await editor.edit(editor.node('transcribe'));
    assert.deepEqual(await states(), [
      ...['What is said3 set', 'Who says it2 set', 'Understanding1 set', 'Search and redaction2 set'],
      ...['Format of the audio', 'Labels and privacy1 set', 'More1 set'],
    ]);
  });

  it('shows what is set, and takes it away', async () => {
    await given({ params: SET });
    await fold('What is said').click();
    assert.equal(await field('Detection').inputValue(), 'list');
    assert.equal(await field('Detection: which').inputValue(), 'de\nen');
    assert.equal(await field('Key terms').inputValue(), 'Mopsa\nHermann Löns');
    assert.ok(await editor.dialog.getByText('Counts for nothing while “Detection” is on.').isVisible());
    await field('Detection: which').fill('');
    await field('Key terms').fill('');
    await field('Smart format').selectOption('');
    await fold('Search and redaction').click();
    assert.equal(
      await editor.dialog.getByRole('button', { name: 'pci', exact: true }).getAttribute('aria-pressed'),
      'true',
    );
    await field('Redact').selectOption('on');
    await field('Replace').fill('');
    await deploy();
    const { detect_language, keyterm, smart_format, replace, ...left } = SET;
    assert.deepEqual((await saved()).params, { ...left, redact: true });
  });

  it('finds settings by their label, what they do, or the name that Deepgram has for them', async () => {
    await given();
    const find = field('Find');
    await fold('Format of the audio').click();
    await find.fill('utt_split');
    assert.deepEqual(await states(), ['Who says it']);
    assert.deepEqual(await rows(group('Who says it')), ['Split after']);
    await find.fill('digits');
    assert.deepEqual(await rows(group('What is said')), ['Numerals']);
    await find.fill('SPEAKERS apart');
    assert.deepEqual(await rows(group('Who says it')), ['Speakers', 'Diarize (old)']);
    await editor.picture('transcribe-find');
    await find.fill('keywords');
    assert.ok(
      await editor.dialog.getByText('No setting is called so. Not with this model: Keywords.').isVisible(),
    );
    await find.fill('time limit');
    assert.deepEqual(await states(), ['More']);
    await find.press('Escape');
    assert.equal(await find.inputValue(), '');
    assert.deepEqual(await states(), [`${GROUPS[0]}1 set`, ...GROUPS.slice(1)]);
    assert.equal(await group('Format of the audio').getAttribute('open'), '');
    assert.equal(await group('More').getAttribute('open'), null);
    await editor.done();
    await nothingToDeploy();
  });

  it('marks what can not go together with the reason, until it is mended', async () => {
    await given({
      params: { keywords: 'Mopsa:2', diarize: true, diarize_model: 'latest', encoding: 'linear16' },
      within: 'soon',
    });
    await mark().waitFor();
    assert.deepEqual(await reasons(), [
      'keywords does not work with the model nova-3: leave it out.',
      "diarize_model and diarize can't be used together: leave one of them out.",
      'sample_rate is needed with the encoding linear16.',
      'This must be a number of seconds greater than 0, or blank.',
    ]);
    assert.deepEqual((await states()).slice(0, 2), [
      'What is saidneeds attention',
      'Who says itneeds attention',
    ]);
    assert.equal(await field('Keywords').getAttribute('aria-invalid'), 'true');
    await field('Sample rate').scrollIntoViewIfNeeded();
    await editor.picture('transcribe-wrong');
    await field('Keywords').fill('');
    assert.equal(await row('keywords').isVisible(), false);
    await field('Diarize (old)').selectOption('');
    await field('Sample rate').fill('8000');
    await field('Time limit').fill('');
    assert.deepEqual(await reasons(), []);
    await deploy();
    await mark().waitFor({ state: 'hidden' });
    assert.deepEqual((await saved()).params, {
      ...{ diarize_model: 'latest', encoding: 'linear16', sample_rate: 8000 },
    });
  });

  it('offers what the chosen model takes, and keeps what was set for another one', async () => {
    await given({ params: { keyterm: 'Mopsa' } });
    await fold('What is said').click();
    assert.equal(await row('keywords').isVisible(), false);
    const list = editor.page.getByRole('listbox', { name: "Deepgram's models" });
    await field('Model').click();
    await editor.picture('transcribe-models');
    assert.equal(await list.getByRole('option', { name: 'Flux' }).count(), 0);
    await field('Model').fill('meeting');
    await list.getByRole('option', { name: 'Nova-2 Meeting' }).click();
    assert.equal(await field('Model').inputValue(), 'nova-2-meeting');
    assert.ok(await editor.dialog.getByText('Nova-2 Meeting, English').isVisible());
    assert.ok(await row('keywords').isVisible());
    assert.deepEqual(await reasons(), ['keyterm does not work with the model nova-2-meeting: leave it out.']);
    await typeModel('flux-general-en');
    assert.equal((await reasons())[0], 'flux-general-en is for live streams only. Choose another model.');
    await typeModel('my own');
    assert.equal((await reasons())[0], 'The name of a model has no spaces: choose one from the list.');
    await typeModel('6bd5ed2c');
    await editor.dialog.getByText('Not a model that this version knows').waitFor();
    assert.deepEqual(await reasons(), []);
    await deploy();
    assert.deepEqual([(await saved()).model, (await saved()).params], ['6bd5ed2c', { keyterm: 'Mopsa' }]);
  });

  it('suggests the languages of the model, and takes any other', async () => {
    await given({ model: 'nova-3-medical' });
    const list = editor.page.getByRole('listbox', { name: 'Languages' });
    assert.equal(await field('Language').getAttribute('placeholder'), 'default (en)');
    await field('Language').click();
    const codes = await list.getByRole('option').locator('code').allTextContents();
    assert.ok(codes.includes('en-GB') && codes.includes('multi') && !codes.includes('de'), codes.join());
    await field('Language').fill('brit');
    await field('Language').press('ArrowDown');
    await field('Language').press('Enter');
    assert.equal(await field('Language').inputValue(), 'en-GB');
    assert.ok(await editor.dialog.getByText('British English').isVisible());
    await field('Language').fill('tlh');
    await editor.dialog.getByText('Not a language that this version knows of the model').waitFor();
    await deploy();
    assert.deepEqual((await saved()).params, { smart_format: true, language: 'tlh' });
  });

  it('tells what a result needs, and shows it where it would be set', async () => {
    await given();
    await fold('Who says it').click();
    await field('Result').selectOption('speakers');
    assert.ok(
      await editor.dialog.getByText('Sent for this result, too: diarize_model = latest.').isVisible(),
    );
    const unset = () => row('diarize_model').locator('option').first().textContent();
    assert.equal(await unset(), 'latest, for the result');
    await editor.picture('transcribe-needed');
    await field('Multichannel').selectOption('on');
    assert.equal(await unset(), 'default');
    await field('Result').selectOption('utterances');
    assert.ok(await editor.dialog.getByText('utterances = true').isVisible());
    await deploy();
    assert.deepEqual((await saved()).params, { smart_format: true, multichannel: true });
    assert.equal((await saved()).result, 'utterances');
  });

  it('shows the rows of the delivery that apply, and keeps one destination only', async () => {
    await given();
    await field('Delivery').selectOption('callback');
    assert.deepEqual(await reasons(), [
      'Choose a callback address, or enter another URL for the transcript.',
    ]);
    assert.ok((await rows()).includes('Result'));
    await field('Address').selectOption('endpoint');
    assert.deepEqual(await reasons(), []);
    await editor.picture('transcribe-callback');
    await field('Deliver to').selectOption('url');
    assert.deepEqual(await reasons(), ['Enter the URL that the transcript is delivered to.']);
    assert.deepEqual(await rows(), [
      ...[
        'Name',
        'Account',
        'Audio',
        'Source',
        'Model',
        'Language',
        'Delivery',
        'Deliver to',
        'URL',
        'Method',
      ],
      'Find',
    ]);
    await field('URL').fill('https://example.org/transcripts');
    await field('URL').press('End');
    await deploy();
    const { delivery, endpoint, callbackUrl, callbackMethod } = await saved();
    assert.deepEqual(
      { delivery, endpoint, callbackUrl, callbackMethod },
      {
        ...{ delivery: 'callback', endpoint: '', callbackUrl: 'https://example.org/transcripts' },
        callbackMethod: 'POST',
      },
    );
  });

  it('shows what it does not know under "Also sent", to be taken away', async () => {
    await given({ params: { smart_format: true, tone: 'warm', callback: 'http://x' } });
    await mark().waitFor();
    assert.deepEqual(await reasons(), [
      "callback can't be set here: where the result goes is set by Delivery in the node's dialog.",
    ]);
    assert.ok(await editor.dialog.getByText('tone = "warm"').isVisible());
    await editor.dialog.getByRole('button', { name: 'Take callback away' }).click();
    await deploy();
    await mark().waitFor({ state: 'hidden' });
    assert.deepEqual((await saved()).params, { smart_format: true, tone: 'warm' });
  });

  it('changes nothing on Cancel', async () => {
    await given();
    await field('Model').fill('nova-2');
    await field('Language').fill('fr');
    await fold('What is said').click();
    await field('Keywords').fill('a:1');
    await field('whole answer in msg.deepgram.response, too').check();
    await editor.cancel();
    await nothingToDeploy();
    await editor.edit(editor.node('transcribe'));
    assert.equal(await field('Model').inputValue(), 'nova-3');
    assert.equal(await field('Language').inputValue(), '');
    assert.equal(await row('keywords').isVisible(), false);
    await editor.done();
    await nothingToDeploy();
  });

  it('leaves a flow that lacks properties as it is, valid, unless something is changed', async () => {
    const { id, type, name, account } = transcribeNode('transcribe');
    await givenNode({ id, type, name, account });
    assert.equal(await mark().isVisible(), false);
    assert.deepEqual(await reasons(), []);
    assert.equal(await field('Model').inputValue(), 'nova-3');
    assert.equal(await field('Result').inputValue(), 'transcript');
    await editor.done();
    await nothingToDeploy();
    await editor.edit(editor.node('transcribe'));
    await field('Result').selectOption('srt');
    await field('whole answer in msg.deepgram.response, too').check();
    await deploy();
    const { result, keepResponse, ...kept } = await saved();
    assert.deepEqual([result, keepResponse], ['srt', true]);
    assert.ok(!('model' in kept) && !('params' in kept) && !('within' in kept), Object.keys(kept).join());
  });

  it('explains the node in the help', async () => {
    await given();
    await editor.cancel();
    await editor.node('transcribe').click();
    await editor.page.keyboard.press('Control+g');
    await editor.page.keyboard.press('h');
    const help = editor.page.locator('.red-ui-help');
    await help.getByText('Turns a recording, audio or video, into text with Deepgram').waitFor();
    await editor.picture('transcribe-help');
  });
});
