import assert from 'node:assert/strict';
import { type Editor, type EditorBrowser, startEditorBrowser } from '../helpers/browser-editor.js';
import type { FlowNode, NodeRed } from '../helpers/node-red.js';
import { sharedNodeRed } from '../helpers/shared.js';
import { speakNode, tabWith } from './flow.js';
import { untranslated } from './untranslated.js';

describe('the dialog of deepgram-speak', function () {
  this.timeout(30_000);
  let nodeRed: NodeRed;
  let browser: EditorBrowser;
  let editor: Editor;

  const field = (label: string) => editor.dialog.getByLabel(label, { exact: true });
  const choices = (label: string) => field(label).locator('option').allTextContents();
  const fold = (name: string) => editor.dialog.locator('summary', { hasText: name });
  const deployButton = () => editor.page.locator('#red-ui-header-button-deploy');
  const saved = async () => {
    const flows = (await (await fetch(`${nodeRed.url}/flows`)).json()) as FlowNode[];
    return flows.find(({ id }) => id === 'speak');
  };

  /** A flow with one node, whose dialog is open. */
  async function given(properties: Record<string, unknown> = {}): Promise<void> {
    await nodeRed.deploy(tabWith('https://api.deepgram.com', [speakNode('speak', properties)]));
    editor = await browser.open(nodeRed.url);
    await editor.edit(editor.node('speak'));
  }

  before(async () => {
    [nodeRed, browser] = await Promise.all([sharedNodeRed(), startEditorBrowser()]);
  });
  after(() => browser.close());
  afterEach(async function () {
    await browser.review(this.currentTest);
    await browser.closeEditors();
  });

  it('leaves nothing to deploy after Done, where nothing was changed', async () => {
    await given();
    assert.deepEqual(await untranslated(editor.dialog), []);
    await editor.done();
    await deployButton().and(editor.page.locator('.disabled')).waitFor();
  });

  it('changes nothing on Cancel', async () => {
    await given();
    await field('Voice').fill('aura-2-draco-en');
    await field('Format').selectOption({ label: 'FLAC (lossless)' });
    await fold('More').click();
    await field('Speed').fill('0.9');
    await field('Tags').fill('kitchen');
    await editor.cancel();
    await deployButton().and(editor.page.locator('.disabled')).waitFor();
    await editor.edit(editor.node('speak'));
    assert.equal(await field('Voice').inputValue(), 'aura-2-thalia-en');
    assert.equal(await field('Format').inputValue(), 'mp3');
    assert.equal(await field('Speed').inputValue(), '');
    assert.equal(await field('Tags').inputValue(), '');
    await editor.cancel();
  });

  it('offers for each encoding what it can have, and nothing else', async () => {
    await given();
    await fold('Format details').click();
    const offered: Record<string, (string | undefined)[]> = {};
    for (const encoding of await choices('Format')) {
      await field('Format').selectOption({ label: encoding });
      const shown = async (label: string) =>
        (await field(label).isVisible()) ? (await choices(label)).join() : undefined;
      offered[encoding] = [await shown('Container'), await shown('Sample rate')];
    }
    const telephony = ['default (WAV file),WAV file,none (raw)', 'default (8000 Hz),8000 Hz,16000 Hz'];
    assert.deepEqual(offered, {
      MP3: [undefined, undefined],
      'Linear16 (PCM, WAV)': [
        'default (WAV file),WAV file,none (raw)',
        'default (24000 Hz),8000 Hz,16000 Hz,24000 Hz,32000 Hz,48000 Hz',
      ],
      'µ-law (telephony)': telephony,
      'A-law (telephony)': telephony,
      'Opus (Ogg)': ['default (Ogg file),Ogg file', undefined],
      'FLAC (lossless)': [undefined, 'default,8000 Hz,16000 Hz,22050 Hz,32000 Hz,48000 Hz'],
      AAC: [undefined, undefined],
    });
    await editor.cancel();
  });

  it('presets the raw container for telephony, and shows that it did', async () => {
    await given();
    assert.equal(await field('Container').isVisible(), false);
    await field('Format').selectOption({ label: 'µ-law (telephony)' });
    assert.equal(await field('Container').inputValue(), 'none');
    assert.deepEqual(await choices('Sample rate'), ['default (8000 Hz)', '8000 Hz', '16000 Hz']);
    await editor.picture('telephone');
    await editor.cancel();
  });

  it('suggests voices by language, and takes any other name as it is', async () => {
    await given();
    const list = editor.page.getByRole('listbox', { name: "Deepgram's voices" });
    await field('Voice').click();
    await editor.picture('voices');
    await field('Voice').fill('german');
    const german = await list.getByRole('option').locator('code').allTextContents();
    assert.ok(german.length > 5 && german.every((model) => model.endsWith('-de')), german.join());
    await list.getByRole('option', { name: 'Viktoria' }).click();
    assert.equal(await field('Voice').inputValue(), 'aura-2-viktoria-de');
    assert.ok(await editor.dialog.getByText('German · Aura-2, feminine').isVisible());
    await field('Voice').fill('aura-3-somebody-en');
    await field('Voice').press('Tab');
    await editor.dialog.getByText('Not a voice that this version knows').waitFor();
    await editor.done();
    await editor.edit(editor.node('speak'));
    assert.equal(await field('Voice').inputValue(), 'aura-3-somebody-en');
    await editor.cancel();
  });

  it('marks what is wrong in an older flow with its reason, until it is mended', async () => {
    await given({
      params: { encoding: 'mp3', sample_rate: 44100, speed: 3, tone: 'warm', callback: 'http://x' },
    });
    const mark = editor.node('speak').locator('.red-ui-flow-node-error');
    const reasons = editor.dialog.locator('.deepgram-reason:visible');
    await mark.waitFor();
    assert.deepEqual(await reasons.allTextContents(), [
      "sample_rate can't be set with the encoding mp3: leave it out.",
      'speed must be a number from 0.7 to 1.5, not 3.',
      "callback can't be set here: where the result goes is set by Delivery in the node's dialog.",
    ]);
    assert.equal(await field('Sample rate').getAttribute('aria-invalid'), 'true');
    assert.deepEqual(await choices('Sample rate'), ['leave out', '44100 (not possible)']);
    await editor.picture('older-flow');
    await field('Sample rate').selectOption('');
    await field('Speed').fill('1.2');
    await editor.dialog.getByRole('button', { name: 'Take callback away' }).click();
    assert.deepEqual(await reasons.allTextContents(), []);
    await editor.done();
    await mark.waitFor({ state: 'hidden' });
    await editor.deploy();
    assert.deepEqual((await saved())?.params, { encoding: 'mp3', speed: 1.2, tone: 'warm' });
  });

  it('finds again what was saved, and deploys it', async () => {
    await given();
    await field('Voice').fill('flux-sean-en');
    await field('Voice').press('Tab');
    await field('Format').selectOption({ label: 'Linear16 (PCM, WAV)' });
    await fold('Format details').click();
    await field('Sample rate').selectOption({ label: '48000 Hz' });
    await field('Result').selectOption('parts');
    await fold('More').click();
    await field('Speed').fill('0.95');
    await field('Tags').fill('kitchen\ndoor');
    await field('Opt out').selectOption('true');
    await editor.done();
    await editor.edit(editor.node('speak'));
    assert.equal(await field('Voice').inputValue(), 'flux-sean-en');
    assert.equal(await field('Sample rate').inputValue(), '48000');
    assert.equal(await field('Speed').inputValue(), '0.95');
    assert.equal(await field('Tags').inputValue(), 'kitchen\ndoor');
    await editor.done();
    await editor.deploy();
    const kept = await saved();
    assert.equal(kept?.model, 'flux-sean-en');
    assert.equal(kept?.result, 'parts');
    assert.deepEqual(kept?.params, {
      ...{ encoding: 'linear16', sample_rate: 48000, speed: 0.95 },
      ...{ tag: ['kitchen', 'door'], mip_opt_out: true },
    });
  });

  it('explains the node in the help', async () => {
    await given();
    await editor.cancel();
    await editor.node('speak').click();
    await editor.page.keyboard.press('Control+g');
    await editor.page.keyboard.press('h');
    const help = editor.page.locator('.red-ui-help');
    await help.getByText('Turns text into speech with a voice of Deepgram').waitFor();
    assert.ok(await help.getByText('contentType').first().isVisible());
    await editor.picture('help');
  });
});
