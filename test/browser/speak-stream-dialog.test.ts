import assert from 'node:assert/strict';
import { type Editor, type EditorBrowser, startEditorBrowser } from '../helpers/browser-editor.js';
import type { FlowNode, NodeRed } from '../helpers/node-red.js';
import { sharedNodeRed } from '../helpers/shared.js';
import { tabWith } from './flow.js';
import { untranslated } from './untranslated.js';

/** How Node-RED names an environment variable in a setting. */
const variable = (name: string): string => `\${${name}}`;

/** A deepgram-speak-stream with every property, as the editor saves it. */
function streamNode(properties: Record<string, unknown> = {}): FlowNode {
  return {
    ...{ id: 'stream', type: 'deepgram-speak-stream', name: 'stream', account: 'account' },
    ...{ text: 'payload', textType: 'msg', model: 'aura-2-thalia-en', modelType: 'str' },
    ...{ params: { encoding: 'linear16', sample_rate: 24000 } },
    ...{ options: 'deepgramOptions', optionsType: 'msg', output: 'payload' },
    ...{ flush: 'sentence', pause: 800, session: '', sessionType: 'auto' },
    ...{ frame: 0, ahead: '', header: 'none', idle: 60, wires: [[], []] },
    ...properties,
  };
}

describe('the dialog of deepgram-speak-stream', function () {
  this.timeout(30_000);
  let nodeRed: NodeRed;
  let browser: EditorBrowser;
  let editor: Editor;

  const field = (label: string) => editor.dialog.getByLabel(label, { exact: true });
  const choices = (label: string) => field(label).locator('option').allTextContents();
  const fold = (name: string) => editor.dialog.locator('summary', { hasText: name });
  const reasons = () => editor.dialog.locator('.deepgram-reason:visible').allTextContents();
  const mark = () => editor.node('stream').locator('.red-ui-flow-node-error');
  const nothingToDeploy = () =>
    editor.page.locator('#red-ui-header-button-deploy').and(editor.page.locator('.disabled')).waitFor();
  const saved = async () => {
    const flows = (await (await fetch(`${nodeRed.url}/flows`)).json()) as FlowNode[];
    return flows.find(({ id }) => id === 'stream') as Record<string, unknown> | undefined;
  };
  const sessions = () => editor.dialog.locator('#deepgram-row-session');
  const chooseSessions = async (type: string) => {
    await sessions().locator('.red-ui-typedInput-type-select').click();
    await editor.page.locator('.red-ui-typedInput-options:visible').getByText(type, { exact: true }).click();
  };

  /** A flow with one node, whose dialog is open. */
  async function given(properties: Record<string, unknown> = {}, options = {}): Promise<void> {
    await nodeRed.deploy(tabWith('https://api.deepgram.com', [streamNode(properties)]));
    editor = await browser.open(nodeRed.url, options);
    await editor.edit(editor.node('stream'));
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
    await nodeRed.deploy(tabWith('https://api.deepgram.com', [streamNode()]));
    editor = await browser.open(nodeRed.url);
    await editor.drag('deepgram-speak-stream', { x: 340, y: 200 });
    await editor.picture('stream-palette');
    const dragged = editor.page.locator('.red-ui-flow-node', { hasText: 'aura-2-thalia-en' });
    await editor.edit(dragged);
    assert.equal(await field('Account').inputValue(), 'account');
    await editor.done();
    await editor.deploy();
    const flows = (await (await fetch(`${nodeRed.url}/flows`)).json()) as FlowNode[];
    const kept = flows.find(({ id, type }) => type === 'deepgram-speak-stream' && id !== 'stream');
    const { id: _, ...expected } = streamNode({ name: '' });
    for (const [property, value] of Object.entries(expected))
      assert.deepEqual(Reflect.get(kept ?? {}, property), value, property);
  });

  it('leaves nothing to deploy after Done, where nothing was changed', async () => {
    await given();
    assert.deepEqual(await untranslated(editor.dialog), []);
    await editor.picture('stream');
    await editor.done();
    await nothingToDeploy();
  });

  it('leaves nothing to deploy where an older flow lacks everything', async () => {
    const bare = {
      id: 'stream',
      type: 'deepgram-speak-stream',
      name: '',
      account: 'account',
      wires: [[], []],
    };
    await nodeRed.deploy(tabWith('https://api.deepgram.com', [bare]));
    editor = await browser.open(nodeRed.url);
    await editor.edit(editor.node('stream'));
    assert.equal(await field('Speak').inputValue(), 'sentence');
    assert.equal(await field('Pause (ms)').inputValue(), '800');
    assert.equal(await field('Rate').inputValue(), '24000');
    await fold('Audio messages').click();
    assert.equal(await field('Header').inputValue(), 'none');
    assert.deepEqual(await reasons(), []);
    await editor.done();
    await nothingToDeploy();
  });

  it('changes nothing on Cancel', async () => {
    await given();
    await field('Voice').fill('aura-2-draco-en');
    await field('Format').selectOption({ label: 'A-law (telephony)' });
    await field('Speak').selectOption('manual');
    await field('Length (ms)').fill('20');
    await editor.cancel();
    await nothingToDeploy();
    await editor.edit(editor.node('stream'));
    assert.equal(await field('Format').inputValue(), 'linear16');
    assert.equal(await field('Speak').inputValue(), 'sentence');
    await editor.cancel();
  });

  it('offers what a socket of the voice can have, and nothing else', async () => {
    await given();
    assert.deepEqual(await choices('Format'), ['Linear16 (PCM)', 'µ-law (telephony)', 'A-law (telephony)']);
    const rates = ['8000 Hz', '16000 Hz', '24000 Hz', '32000 Hz', '48000 Hz'];
    assert.deepEqual(await choices('Rate'), rates);
    await fold('More').click();
    assert.equal(await field('Expressivity').isVisible(), false);
    assert.equal(await field('Tags').isVisible(), false);
    await field('Voice').fill('flux-sean-en');
    await field('Voice').press('Tab');
    assert.deepEqual(await choices('Rate'), [...rates.slice(0, 4), '44100 Hz', '48000 Hz']);
    assert.equal(await field('Expressivity').getAttribute('placeholder'), '-2 to 2, default 0');
    assert.ok(await field('Tags').isVisible());
    assert.equal(await field('Speed').getAttribute('placeholder'), '0.5 to 1.5, default 1');
    await editor.cancel();
  });

  it('presets 8 kHz for telephone lines, shows it, and tells what they take', async () => {
    await given();
    const hint = editor.dialog.locator('#deepgram-frame-hint');
    await field('Format').selectOption({ label: 'µ-law (telephony)' });
    assert.equal(await field('Rate').inputValue(), '8000');
    assert.deepEqual(await choices('Rate'), ['8000 Hz', '16000 Hz']);
    assert.equal(await hint.textContent(), '0: as Deepgram sends it. Telephone lines take 20 (160 bytes).');
    assert.ok(await hint.isVisible());
    await field('Length (ms)').fill('20');
    assert.equal(await hint.textContent(), '160 bytes a message; the last one is filled with silence.');
    await field('Ahead (ms)').fill('200');
    assert.equal(await fold('Audio messages').locator('.deepgram-fold-state').textContent(), '2 set');
    await editor.picture('stream-telephone');
    await field('Format').selectOption({ label: 'Linear16 (PCM)' });
    assert.equal(await field('Rate').inputValue(), '24000');
    await field('Format').selectOption({ label: 'A-law (telephony)' });
    await editor.done();
    await editor.deploy();
    const { params, frame, ahead } = (await saved()) ?? {};
    assert.deepEqual(params, { encoding: 'alaw', sample_rate: 8000 });
    assert.deepEqual([Number(frame), Number(ahead)], [20, 200]);
  });

  it('asks for a pause only where sentences are spoken', async () => {
    await given({ pause: 'soon' });
    await mark().waitFor();
    assert.deepEqual(await reasons(), ['This must be a whole number from 0 to 60000.']);
    await field('Speak').selectOption('message');
    assert.equal(await field('Pause (ms)').isVisible(), false);
    await field('Speak').selectOption('manual');
    await editor.dialog.getByText('Text is kept until msg.action is "flush"').waitFor();
    await editor.done();
    await mark().waitFor({ state: 'hidden' });
    await editor.edit(editor.node('stream'));
    await field('Speak').selectOption('sentence');
    await field('Pause (ms)').fill('300');
    await editor.done();
    await editor.deploy();
    assert.equal(Number((await saved())?.pause), 300);
  });

  it('tells sessions apart by themselves, by a property, or by a name', async () => {
    await given();
    assert.match((await sessions().textContent()) ?? '', /one per client/);
    await editor.dialog.getByText('One for each msg._session.id').waitFor();
    await chooseSessions('msg.');
    assert.deepEqual(await reasons(), ['Enter what tells the sessions apart.']);
    await field('Sessions').fill('call.id');
    await field('Sessions').press('Tab');
    assert.deepEqual(await reasons(), []);
    await editor.done();
    await editor.deploy();
    const byProperty = await saved();
    assert.deepEqual([byProperty?.session, byProperty?.sessionType], ['call.id', 'msg']);
    await editor.edit(editor.node('stream'));
    await chooseSessions('one per client');
    await editor.done();
    await editor.deploy();
    const byThemselves = await saved();
    assert.deepEqual([byThemselves?.session, byThemselves?.sessionType], ['', 'auto']);
  });

  it('marks what is wrong in an older flow with its reason, until it is mended', async () => {
    await given({
      params: { encoding: 'mp3', sample_rate: 44100, speed: 3, tag: 'a', callback: 'http://x', tone: 'warm' },
      ...{ frame: -1, ahead: 'x', idle: 0, session: ' ', sessionType: 'msg' },
    });
    await mark().waitFor();
    assert.deepEqual(await reasons(), [
      "encoding can't be mp3 here. Possible: linear16, mulaw, alaw.",
      'Enter what tells the sessions apart.',
      'This must be a whole number from 0 to 60000.',
      'This must be a whole number from 0 to 60000.',
      'speed must be a number from 0.7 to 1.5, not 3.',
      'This must be a whole number from 1 to 3600.',
      "callback can't be set for a live session: leave it out.",
    ]);
    assert.equal(await field('Idle (s)').getAttribute('aria-invalid'), 'true');
    await editor.picture('stream-older-flow');
    await field('Format').selectOption({ label: 'Linear16 (PCM)' });
    assert.equal(await field('Rate').inputValue(), '24000');
    await field('Sessions').fill('caller');
    await field('Sessions').press('Tab');
    await field('Length (ms)').fill('');
    await field('Ahead (ms)').fill('');
    await field('Speed').fill('1.2');
    await field('Idle (s)').fill('90');
    await editor.dialog.getByRole('button', { name: 'Take callback away' }).click();
    assert.deepEqual(await reasons(), []);
    await editor.done();
    await mark().waitFor({ state: 'hidden' });
    await editor.deploy();
    assert.deepEqual((await saved())?.params, { encoding: 'linear16', speed: 1.2, tag: 'a', tone: 'warm' });
  });

  it('says nothing about what an environment variable will tell', async () => {
    await given({
      params: { encoding: variable('ENCODING'), sample_rate: variable('RATE') },
      ...{
        pause: variable('PAUSE'),
        frame: variable('FRAME'),
        ahead: variable('AHEAD'),
        idle: variable('IDLE'),
      },
      ...{ session: variable('ROOM'), sessionType: 'str' },
    });
    assert.deepEqual(await reasons(), []);
    await editor.done();
    await nothingToDeploy();
    await mark().waitFor({ state: 'hidden' });
  });

  it('finds again what was saved, and deploys it', async () => {
    await given();
    await field('Voice').fill('flux-sean-en');
    await field('Voice').press('Tab');
    await field('Rate').selectOption({ label: '44100 Hz' });
    await field('Speak').selectOption('message');
    await fold('Audio messages').click();
    await field('Header').selectOption('wav');
    await fold('More').click();
    await field('Speed').fill('0.95');
    await field('Expressivity').fill('1');
    await field('Idle (s)').fill('30');
    await field('Tags').fill('kitchen\ndoor');
    await field('Opt out').selectOption('true');
    await editor.done();
    await editor.edit(editor.node('stream'));
    assert.equal(await field('Voice').inputValue(), 'flux-sean-en');
    assert.equal(await field('Rate').inputValue(), '44100');
    assert.equal(await field('Header').inputValue(), 'wav');
    assert.equal(await field('Tags').inputValue(), 'kitchen\ndoor');
    assert.deepEqual(await editor.dialog.locator('.deepgram-fold-state').allTextContents(), [
      '1 set',
      '5 set',
    ]);
    await editor.done();
    await editor.deploy();
    const kept = await saved();
    assert.deepEqual([kept?.model, kept?.flush, kept?.header], ['flux-sean-en', 'message', 'wav']);
    assert.deepEqual(kept?.params, {
      ...{ encoding: 'linear16', sample_rate: 44100, speed: 0.95, expressivity: 1 },
      ...{ tag: ['kitchen', 'door'], mip_opt_out: true },
    });
  });

  it('explains the node in the help', async () => {
    await given({}, { height: 3400 });
    await editor.cancel();
    await editor.node('stream').click();
    await editor.page.keyboard.press('Control+g');
    await editor.page.keyboard.press('h');
    const help = editor.page.locator('.red-ui-help');
    await help.getByText('Speaks text while it is still being written').waitFor();
    assert.ok(await help.getByText('Interrupting (barge-in)').first().isVisible());
    await editor.picture('stream-help');
  });
});
