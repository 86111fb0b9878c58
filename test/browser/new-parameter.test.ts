import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type AnsweringServer, answerEmpty, startAnsweringServer } from '../helpers/answering-server.js';
import { type EditorBrowser, startEditorBrowser } from '../helpers/browser-editor.js';
import { type NodeRed, ROOT, startNodeRed } from '../helpers/node-red.js';
import { say } from '../helpers/recordings.js';
import { sharedEmulator } from '../helpers/shared.js';
import { transcribeFlow } from '../helpers/transcribe-flow.js';
import { blockOf, CONTRIBUTING, sectionOf } from '../package/readme.js';
import { transcribeNode } from './flow.js';

/** The line that CONTRIBUTING.md shows. */
const LINE = blockOf(sectionOf("A parameter of Deepgram's", CONTRIBUTING), 'ts');
const [, NAME = ''] = /name: '(\w+)'/.exec(LINE) ?? [];
const WORDS = { label: 'Softness', hint: 'How softly it is whispered.' };

describe('a parameter that is one more line in the table', function () {
  this.timeout(30_000);
  let folder: string;
  let nodeRed: NodeRed;
  let browser: EditorBrowser;
  let server: AnsweringServer;
  let recording: Buffer;
  const asked: URLSearchParams[] = [];

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'parameter-'));
    for (const part of ['package.json', 'dist/nodes', 'dist/src', 'icons', 'resources']) {
      await cp(path.join(ROOT, part), path.join(folder, part), { recursive: true });
    }
    await symlink(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
    for (const built of ['dist', 'resources']) {
      await change(path.join(folder, built, 'src/transcribe/parameters.js'), (source) =>
        source.replace('const SPEAKERS = [', (begin) => `${begin}\n${LINE}`),
      );
    }
    await change(path.join(folder, 'dist/nodes/locales/en-US/deepgram-transcribe.json'), (source) => {
      const catalog = JSON.parse(source);
      catalog['deepgram-transcribe'].parameters[NAME] = WORDS;
      return JSON.stringify(catalog);
    });
    [nodeRed, browser, server, recording] = await Promise.all([
      startNodeRed({ nodesDir: [folder] }),
      startEditorBrowser(),
      startAnsweringServer(),
      sharedEmulator().then((emulator) => say(emulator, 'Hush.')),
    ]);
    server.answer = (response, { url = '', method }) => {
      // The dialog asks for the models as well.
      if (method === 'POST') asked.push(new URL(url, server.url).searchParams);
      answerEmpty(response);
    };
    const transcribe = { ...transcribeNode('transcribe'), x: 300, y: 100, wires: [['out']] };
    await nodeRed.deploy(transcribeFlow({ url: server.url, transcribe }));
  });
  after(async () => {
    await Promise.all([browser.close(), nodeRed.stop()]);
    server.close();
    await rm(folder, { recursive: true });
  });
  afterEach(function () {
    return browser.review(this.currentTest);
  });

  it('is in the dialog, is found there, and marked where it is wrong', async () => {
    const editor = await browser.open(nodeRed.url);
    await editor.edit(editor.node('transcribe'));
    await editor.dialog.getByLabel('Find', { exact: true }).fill(NAME);
    const field = editor.dialog.getByLabel(WORDS.label, { exact: true });
    await field.fill('12');
    await field.press('End');
    await editor.dialog.locator(`#deepgram-row-${NAME} .deepgram-reason`).getByText('0 to 9').waitFor();
    await field.fill('3');
    await field.press('End');
    await editor.done();
    await editor.deploy();
  });

  it('is sent', async () => {
    nodeRed.send('in', { payload: recording });
    await nodeRed.until('out');
    assert.deepEqual(
      asked.splice(0).map((query) => query.get(NAME)),
      ['3'],
    );
  });

  it('is checked before anything is sent', async () => {
    nodeRed.send('in', { payload: recording, deepgramOptions: { [NAME]: 12 } });
    const [{ error } = {}] = await nodeRed.until('caught');
    assert.equal((error as { code: string }).code, 'BAD_REQUEST');
    assert.match((error as { message: string }).message, new RegExp(`${NAME}.*9`));
    assert.deepEqual(asked, []);
  });
});

async function change(file: string, into: (source: string) => string): Promise<void> {
  const source = await readFile(file, 'utf8');
  const changed = into(source);
  assert.notEqual(changed, source, file);
  await writeFile(file, changed);
}
