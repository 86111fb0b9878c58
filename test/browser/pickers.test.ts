import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { AxeBuilder } from '@axe-core/playwright';
import type { Route } from 'playwright-core';
import type { Emulator } from '../../emulator/server.js';
import { type AnsweringServer, startAnsweringServer } from '../helpers/answering-server.js';
import { type Editor, type EditorBrowser, startEditorBrowser } from '../helpers/browser-editor.js';
import { closedPort } from '../helpers/closed-port.js';
import type { FlowNode, NodeRed } from '../helpers/node-red.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import { speakNode, tabWith, transcribeNode } from './flow.js';

const NEW_VOICE = {
  ...{ canonical_name: 'aura-3-nadia-en', name: 'nadia', languages: ['en', 'en-NZ'] },
  metadata: {
    accent: 'Kiwi',
    age: 'Ageless',
    tags: ['feminine', 'dry'],
    use_cases: ['IVR', 'Bedtime stories'],
  },
};
const NEW_MODELS = [
  { canonical_name: 'nova-4-general', languages: ['en', 'de'], batch: true, streaming: false },
  { canonical_name: 'nova-3-general', languages: ['en', 'eu'], batch: true, streaming: true },
  { canonical_name: 'nova-4-live', languages: ['en'], batch: false, streaming: true },
];

/** Whether the list of voices touches its field, and is in the window. */
const IS_NEAR = `(() => {
  const list = document.querySelector('.deepgram-suggestions')?.getBoundingClientRect();
  const field = document.getElementById('node-input-model-visible')
    ?.closest('.red-ui-typedInput-container').getBoundingClientRect();
  if (!list || !field) return false;
  const gap = Math.min(Math.abs(list.top - field.bottom), Math.abs(field.top - list.bottom));
  return gap <= 1 && list.left < field.right && list.right > field.left && list.right <= innerWidth;
})()`;

interface Listed {
  readonly canonical_name: string;
}

describe('the lists of voices and models', function () {
  this.timeout(30_000);
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let browser: EditorBrowser;
  let editor: Editor;
  let server: AnsweringServer;
  let lost: string;

  const field = (label: string) => editor.dialog.getByLabel(label, { exact: true });
  const list = () => editor.page.getByRole('listbox');
  const option = (model: string) => list().locator(`[data-value="${model}"]`);
  const found = () => list().getByRole('option').locator('code').allTextContents();
  const remark = () => editor.dialog.getByText('Built-in list');
  const account = (id: string, url: string): FlowNode => ({
    ...{ id, type: 'deepgram-config', name: id, url, auth: 'none', tls: '', proxy: '' },
    ...{ concurrency: 10, timeout: 60, retries: 3 },
  });

  before(async () => {
    [nodeRed, emulator, browser, server] = await Promise.all([
      sharedNodeRed(),
      sharedEmulator(),
      startEditorBrowser(),
      startAnsweringServer(),
    ]);
    lost = `http://127.0.0.1:${await closedPort()}`;
    const live = { ...transcribeNode('live', { account: 'new' }), type: 'deepgram-transcribe-stream' };
    await nodeRed.deploy([
      ...tabWith(emulator.url, [
        speakNode('speak'),
        speakNode('speak-new', { account: 'new' }),
        transcribeNode('transcribe', { account: 'new', params: { language: 'eu' } }),
        live,
      ]),
      account('new', server.url),
      account('lost', lost),
    ]);
    editor = await browser.open(nodeRed.url);
  });
  after(async () => {
    await browser.close();
    server.close();
  });
  afterEach(async function () {
    await browser.review(this.currentTest);
    if (this.currentTest?.isFailed()) {
      await browser.closeEditors();
      editor = await browser.open(nodeRed.url);
    }
  });

  /** What the emulator has, with a new voice and new models, and without Draco. */
  async function answerNew(response: ServerResponse, path = ''): Promise<void> {
    const { stt, tts } = (await (await fetch(emulator.url + path)).json()) as Record<string, Listed[]>;
    const voices = (tts ?? []).filter(({ canonical_name: name }) => name !== 'aura-2-draco-en');
    const isV1 = path.startsWith('/v1');
    response.setHeader('content-type', 'application/json');
    const more = { stt: isV1 ? NEW_MODELS : [], tts: isV1 ? [NEW_VOICE] : [] };
    response.end(JSON.stringify({ stt: [...more.stt, ...(stt ?? [])], tts: [...more.tts, ...voices] }));
  }

  it('leave those keys alone with which an input method puts characters together', async () => {
    const press = (key: string) => field('Voice').dispatchEvent('keydown', { key, isComposing: true });
    await editor.edit(editor.node('speak'));
    await field('Voice').fill('draco');
    await field('Voice').press('ArrowDown');
    for (const key of ['Enter', 'ArrowDown', 'Escape']) await press(key);
    assert.equal(await field('Voice').inputValue(), 'draco');
    assert.equal(await list().locator('.deepgram-marked').getAttribute('data-value'), 'aura-2-draco-en');
    await editor.cancel();
  });

  it("open at once, and take over what the account's server has, without moving what a person looks at", async () => {
    const held: (() => void)[] = [];
    server.answer = (response, { url }) => held.push(() => void answerNew(response, url));
    await editor.edit(editor.node('speak-new'));
    await field('Voice').click();
    await option('aura-2-draco-en').waitFor();
    const marked = () => list().locator('.deepgram-marked').getAttribute('data-value');
    await field('Voice').fill('american');
    for (let times = 0; times < 20; times++) await field('Voice').press('ArrowDown');
    const [chosen, box] = [await marked(), await list().locator('.deepgram-marked').boundingBox()];
    for (const release of held.splice(0)) release();
    await editor.dialog.getByText('The list is up to date now').waitFor({ state: 'attached' });
    assert.equal(await marked(), chosen);
    const { y = 0 } = (await list().locator('.deepgram-marked').boundingBox()) ?? {};
    assert.ok(Math.abs(y - (box?.y ?? 0)) <= 1, 'it stands where it stood');
    assert.equal(
      await field('Voice').getAttribute('aria-activedescendant'),
      await list().locator('.deepgram-marked').getAttribute('id'),
    );
    await field('Voice').fill('');
    await option('aura-3-nadia-en').waitFor();
    assert.equal(await option('aura-2-draco-en').count(), 0);
    await field('Voice').fill('bedtime');
    assert.deepEqual(await found(), ['aura-3-nadia-en']);
    assert.equal(await list().getByRole('group', { name: 'English · Aura-3' }).count(), 1);
    assert.deepEqual(await option('aura-3-nadia-en').locator('span').allTextContents(), [
      ...['Nadia', 'feminine, Kiwi, Ageless', 'dry · IVR, bedtime stories'],
    ]);
    await field('Voice').press('ArrowDown');
    await field('Voice').press('Enter');
    assert.equal(await field('Voice').inputValue(), 'aura-3-nadia-en');
    assert.ok(await editor.dialog.getByText('English · Aura-3, feminine, Kiwi').isVisible());
    await field('Voice').fill('aura-2-draco-en');
    await field('Voice').press('Tab');
    await editor.dialog.getByText("Not a voice that this account's server lists").waitFor();
    await editor.cancel();
  });

  it('are searched by language, accent, age, character and use, with keys alone', async () => {
    const told = editor.page.waitForResponse(/deepgram-config\/catalog$/);
    await editor.edit(editor.node('speak'));
    await (await told).finished();
    await field('Voice').click();
    await list().getByText('storytelling').first().waitFor();
    await editor.picture('picker-of-voices');
    const axe = await new AxeBuilder({ page: editor.page })
      .setLegacyMode()
      .include('.deepgram-suggestions')
      .analyze();
    assert.deepEqual(
      axe.violations.map(({ id, nodes }) => [id, nodes[0]?.html]),
      [],
    );
    const results: [string, string[]][] = [
      ['british baritone', ['aura-2-draco-en']],
      ['mature storytelling aura-2', ['aura-2-athena-en']],
      ['french masculine', ['aura-2-hector-fr']],
      ['singaporean', ['flux-kai-en']],
    ];
    for (const [typed, models] of results) {
      await field('Voice').fill(typed);
      assert.deepEqual(await found(), models, typed);
    }
    await editor.picture('picker-of-voices-searched');
    await field('Voice').press('ArrowDown');
    await field('Voice').press('Enter');
    assert.equal(await field('Voice').inputValue(), 'flux-kai-en');
    assert.equal(await remark().isVisible(), false);
    await editor.cancel();
  });

  it('are those of the account that is chosen, and those of this package where its server is lost', async () => {
    server.answer = (response, { url }) => void answerNew(response, url);
    await editor.edit(editor.node('speak'));
    await field('Account').selectOption('lost');
    await editor.dialog.getByText(`${new URL(lost).host} can't be reached.`).waitFor();
    await editor.picture('picker-without-server');
    await field('Voice').fill('british aura-2');
    assert.deepEqual(await found(), ['aura-2-pandora-en', 'aura-2-draco-en']);
    await field('Voice').press('Escape');
    await field('Account').selectOption('new');
    await remark().waitFor({ state: 'hidden' });
    await field('Voice').fill('kiwi');
    await option('aura-3-nadia-en').waitFor();
    assert.deepEqual(await found(), ['aura-3-nadia-en']);
    await editor.cancel();
  });

  it('are those of an account as it was typed, before it is deployed', async () => {
    const path = '/elsewhere';
    server.answer = (response, { url }) => void answerNew(response, url?.replace(path, ''));
    await editor.edit(editor.node('speak'));
    await field('Account').selectOption('lost');
    await remark().waitFor();
    await editor.editConfig('edit', 'account');
    await editor.configDialog.getByLabel('Address', { exact: true }).fill(server.url + path);
    await editor.done(editor.configDialog);
    await remark().waitFor({ state: 'hidden' });
    await field('Voice').fill('kiwi');
    await option('aura-3-nadia-en').waitFor();
    assert.deepEqual(await found(), ['aura-3-nadia-en']);
    await editor.cancel();
  });

  it('come while the dialog of the account is before the one of the node', async () => {
    const path = '**/deepgram-config/catalog';
    const asked = new Promise<Route>((resolve) => {
      void editor.page.route(path, resolve);
    });
    await editor.edit(editor.node('speak-new'));
    const question = await asked;
    await editor.editConfig('edit', 'account');
    const told = editor.page.waitForResponse(/deepgram-config.catalog/);
    const problem = { reason: 'late', values: { host: 'deepgram.example.org' } };
    await question.fulfill({ json: { voices: [], models: [], problem } });
    await (await told).finished();
    await editor.page.unroute(path);
    await editor.cancel(editor.configDialog);
    await editor.dialog.getByText('Built-in list: deepgram.example.org did not answer in time.').waitFor();
    await editor.cancel();
  });

  it('are searched with words that are no names, which are wrong only when they are left there', async () => {
    await editor.edit(editor.node('speak'));
    const isWrong = () => field('Voice').getAttribute('aria-invalid');
    const inTheEyesOfNodeRed = editor.dialog.locator('#node-input-model.input-error');
    await field('Voice').click();
    await field('Voice').fill('');
    await field('Voice').pressSequentially('german fem');
    await option('aura-2-viktoria-de').waitFor();
    assert.deepEqual([await isWrong(), await inTheEyesOfNodeRed.count()], ['false', 0]);
    await field('Voice').press('Tab');
    await editor.dialog.getByText('The name of a voice has no spaces').waitFor();
    assert.deepEqual([await isWrong(), await inTheEyesOfNodeRed.count()], ['true', 1]);
    await editor.cancel();
  });

  it('take the first line by Enter and the marked one by Tab, and give back by Escape what was there', async () => {
    await editor.edit(editor.node('speak'));
    const isOpen = () => list().isVisible();
    await field('Voice').click();
    await field('Voice').press('Enter');
    assert.equal(await field('Voice').inputValue(), 'aura-2-thalia-en');
    await field('Voice').fill('german');
    const [first = ''] = await found();
    await field('Voice').press('Enter');
    assert.deepEqual([await field('Voice').inputValue(), await isOpen()], [first, false]);
    await field('Voice').fill('british');
    await field('Voice').press('Escape');
    assert.deepEqual([await field('Voice').inputValue(), await isOpen()], [first, false]);
    await field('Voice').fill('french masculine');
    await field('Voice').press('ArrowDown');
    await field('Voice').press('Tab');
    assert.equal(await field('Voice').inputValue(), 'aura-2-hector-fr');
    assert.equal(await editor.dialog.locator('.deepgram-warning:visible').count(), 0);
    await field('Voice').fill('aura-2-draco-en');
    await field('Voice').press('Enter');
    assert.equal(await field('Voice').inputValue(), 'aura-2-draco-en');
    await editor.cancel();
  });

  it('are no place for a word that was only to find something, and say so below the field', async () => {
    const warning = () => editor.dialog.locator('.deepgram-warning:visible').allTextContents();
    await editor.edit(editor.node('speak'));
    const hint = editor.dialog.locator('#deepgram-voice-hint');
    assert.match((await hint.textContent()) ?? '', /^English/);
    await field('Voice').click();
    await field('Voice').fill('german');
    assert.equal((await hint.textContent())?.trim(), '');
    await field('Voice').press('Tab');
    assert.deepEqual(await warning(), ['“german” is no voice: choose one from the list.']);
    await editor.done();
    await editor.edit(editor.node('speak'));
    assert.deepEqual(await warning(), ['“german” is no voice: choose one from the list.']);
    await editor.picture('picker-left-with-a-word');
    await field('Voice').fill('aura-9-somebody-en');
    await list().getByText('Nothing found').waitFor();
    await field('Voice').press('Tab');
    assert.deepEqual(await warning(), []);
    await editor.dialog.getByText(/^Not a voice that/).waitFor();
    await field('Voice').fill('aura-2-thalia-en');
    await field('Voice').press('Enter');
    await editor.done();
    await editor.edit(editor.node('transcribe'));
    await field('Model').fill('medical');
    await field('Model').press('Tab');
    assert.deepEqual(await warning(), ['“medical” is no model: choose one from the list.']);
    await field('Model').fill('nova-3');
    await field('Model').press('Tab');
    await field('Language').fill('german');
    await field('Language').press('Tab');
    assert.deepEqual(await warning(), ['“german” is no language: choose one from the list.']);
    await field('Language').fill('tlh');
    await field('Language').press('Tab');
    assert.deepEqual(await warning(), []);
    await editor.cancel();
  });

  it('are judged on Done as when the field is left, by the keys for Done as well', async () => {
    await editor.edit(editor.node('speak'));
    await field('Voice').fill('german fem');
    await field('Voice').press('Control+Enter');
    await editor.dialog.waitFor({ state: 'detached' });
    await editor.node('speak').locator('.red-ui-flow-node-error').waitFor();
    assert.equal(await list().count(), 0);
    await editor.edit(editor.node('speak'));
    await field('Voice').fill('draco');
    await field('Voice').press('ArrowDown');
    await field('Voice').press('Control+Enter');
    await editor.dialog.waitFor({ state: 'detached' });
    await editor.edit(editor.node('speak'));
    assert.equal(await field('Voice').inputValue(), 'aura-2-draco-en');
    await editor.cancel();
  });

  it('stay at their field when it moves, and close when it is out of sight', async () => {
    const scrollBy = (by: number) =>
      editor.dialog.locator('.red-ui-tray-body').evaluate((body, far) => {
        const scrolled = [body, ...body.querySelectorAll('*')].filter(
          ({ scrollHeight, clientHeight }) => scrollHeight > clientHeight + 1,
        );
        for (const element of scrolled) element.scrollTop += far;
      }, by);
    await editor.page.setViewportSize({ width: 1280, height: 480 });
    await editor.edit(editor.node('speak'));
    await field('Voice').click();
    await list().waitFor();
    const before = await field('Voice').boundingBox();
    await scrollBy(40);
    await editor.page.waitForFunction(IS_NEAR);
    const after = await field('Voice').boundingBox();
    assert.ok((before?.y ?? 0) - (after?.y ?? 0) >= 20, 'the field has moved');
    await list().evaluate((element) => element.scrollBy(0, 60));
    assert.ok(await list().isVisible(), 'its own scrolling leaves it open');
    await editor.page.setViewportSize({ width: 1000, height: 560 });
    await editor.page.waitForFunction(IS_NEAR);
    await scrollBy(2000);
    await list().waitFor({ state: 'detached' });
    await editor.cancel();
    await editor.page.setViewportSize({ width: 1280, height: 800 });
  });

  it('are found by everyday words, and by the names that languages give themselves', async () => {
    await editor.edit(editor.node('speak'));
    const genders = async (typed: string) => {
      await field('Voice').fill(typed);
      const details = await list().getByRole('option').locator('.deepgram-detail').allTextContents();
      return [...new Set(details.map((detail) => detail.split(',')[0]))];
    };
    for (const typed of ['man', 'male']) assert.deepEqual(await genders(typed), ['masculine'], typed);
    for (const typed of ['woman', 'female']) assert.deepEqual(await genders(typed), ['feminine'], typed);
    await field('Voice').fill('deutsch female');
    assert.ok((await found()).length > 3 && (await found()).every((model) => model.endsWith('-de')));
    await editor.cancel();
    await editor.edit(editor.node('transcribe'));
    await field('Model').fill('nova-2');
    await field('Model').press('Tab');
    for (const typed of ['deutsch', 'german']) {
      await field('Language').fill(typed);
      assert.equal((await found())[0], 'de', typed);
    }
    await field('Language').fill('detect');
    await list()
      .getByText(/^To have the language found out/)
      .waitFor();
    await editor.picture('picker-of-languages-detect');
    assert.equal(await list().getByText('Nothing found').count(), 0);
    await field('Language').press('Tab');
    await editor.dialog.getByText(/^To have the language found out/).waitFor();
    await editor.cancel();
    await editor.edit(editor.node('live'));
    await field('Model').fill('nova-3');
    await field('Model').press('Tab');
    await field('Language').fill('auto');
    assert.deepEqual(await found(), ['multi']);
    await field('Language').press('Escape');
    await editor.cancel();
  });

  it('are found in German by German words and by English ones', async () => {
    const german = await browser.open(nodeRed.url, { locale: 'de' });
    await german.edit(german.node('speak'));
    const voice = german.dialog.getByLabel('Stimme', { exact: true });
    const details = german.page.getByRole('listbox').getByRole('option').locator('.deepgram-detail');
    const words = { Frau: 'weiblich', Mann: 'männlich', female: 'weiblich', male: 'männlich' };
    for (const [typed, gender] of Object.entries(words)) {
      await voice.fill(typed);
      const shown = await details.allTextContents();
      assert.ok(shown.length > 3 && shown.every((detail) => detail.startsWith(gender)), typed);
    }
    await voice.fill('German british');
    await german.page.getByText('Nichts gefunden').first().waitFor({ state: 'attached' });
    await voice.press('Escape');
    assert.equal(await voice.inputValue(), 'aura-2-thalia-en');
    await german.dialog.getByRole('button', { name: 'Abbrechen' }).click();
    await german.dialog.waitFor({ state: 'detached' });
  });

  it('have the new models, for recordings and for streams, and none less than before', async () => {
    for (const [node, added] of [
      ['transcribe', 'nova-4-general'],
      ['live', 'nova-4-live'],
    ] as const) {
      await editor.edit(editor.node(node));
      if (node === 'transcribe') await editor.dialog.getByText('Basque', { exact: true }).waitFor();
      await field('Model').click();
      await option(added).waitFor();
      await field('Model').fill('nova-4');
      assert.deepEqual(await found(), [added]);
      await field('Model').fill('nova-3 medical');
      assert.deepEqual(await found(), ['nova-3-medical']);
      await field('Model').fill(added);
      await editor.picture(`picker-of-models-${node}`);
      await field('Model').press('Escape');
      await editor.cancel();
    }
  });
});
