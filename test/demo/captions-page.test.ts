import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { faintTexts } from '../browser/contrast.js';
import { startBrowser } from '../helpers/browser.js';
import { silence, wavHeader } from '../helpers/recordings.js';
import { ROOT } from '../helpers/root.js';
import { startBrowserWithMicrophone } from './start-browser-with-microphone.js';
import { addressOf, type Demo, fault, startDemo } from './start-demo.js';

const TEXT = 'Somebody speaks into a microphone. Everybody can read it.';

/** WCAG 2.2, level AA. */
const READABLE = 4.5;

describe('the page of npm start that shows captions, in a browser', () => {
  let browser: Browser;
  let demo: Demo;
  let folder: string;
  let page: Page;
  let complaints: string[];
  before(async function () {
    this.timeout(60_000);
    [demo, folder] = await Promise.all([startDemo(), mkdtemp(path.join(tmpdir(), 'microphone-'))]);
    const recording = path.join(folder, 'said.wav');
    await writeFile(recording, await recordingOf(demo, TEXT));
    browser = await startBrowserWithMicrophone(recording);
  });
  after(async () => {
    await Promise.all([browser?.close(), demo?.end('SIGTERM')]);
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    page = await browser.newPage();
    complaints = [];
    page.on('pageerror', ({ message }) => complaints.push(message));
    await page.goto(await addressOf(demo, 'Watch it'));
    await untilSaid('Ready.');
  });
  afterEach(async () => {
    await page.close();
    await fault(demo);
    assert.deepEqual(complaints, []);
  });

  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const captions = () => page.getByRole('log', { name: 'Captions' });
  const untilSaid = (words: string | RegExp) => page.getByRole('status').filter({ hasText: words }).waitFor();
  const untilShown = (words: string | RegExp) => captions().filter({ hasText: words }).waitFor();
  const linesOf = async () => (await captions().locator('p').allTextContents()).map((line) => line.trim());

  it('shows what the microphone hears while somebody still speaks, and then the last words', async () => {
    await button('Listen').click();
    await untilSaid('Listening…');
    await captions().locator('.guess', { hasText: /\w/ }).first().waitFor();
    await untilShown('Somebody speaks into a microphone.');
    await untilShown('Everybody can read it.');
    assert.equal(await button('Have it spoken').isEnabled(), false);
    await button('Stop').click();
    await untilSaid('Done.');
    assert.equal((await linesOf()).join(' '), TEXT);
    assert.equal(await captions().locator('.guess', { hasText: /\w/ }).count(), 0);
    await button('Listen').waitFor();
  });

  it('has a text spoken, for whom nobody understands but the emulator, and reads along', async () => {
    await page.getByLabel('A text').fill('This is spoken by a robot, and read while it speaks.');
    await button('Have it spoken').click();
    await untilSaid('Listening…');
    await untilSaid('Done.');
    assert.equal((await linesOf()).join(' '), 'This is spoken by a robot, and read while it speaks.');
    await button('Have it spoken').waitFor();
  });

  it('can be stopped half-way, and listens again', async () => {
    await page
      .getByLabel('A text')
      .fill('Nobody will hear the end of this sentence, because it is far too long.');
    await button('Have it spoken').click();
    await untilShown('Nobody will');
    await button('Stop').click();
    await untilSaid('Done.');
    assert.doesNotMatch((await linesOf()).join(' '), /too long/);
    await page.getByLabel('A text').fill('But this is heard up to its end.');
    await button('Have it spoken').click();
    await untilShown('But this is heard up to its end.');
    await untilSaid('Done.');
  });

  it('goes on after the connection to Deepgram was lost, and says what is missing', async () => {
    await page
      .getByLabel('A text')
      .fill('The line is cut in the middle of this. It is read all the same, every word of it.');
    await fault(demo, { kind: 'socket-reset', at: 'after Results' });
    await button('Have it spoken').click();
    await untilSaid('The connection to Deepgram was lost, and is there again. Nothing is missing.');
    await untilSaid('Done.');
    assert.match((await linesOf()).join(' '), /every word of it\.$/);
  });

  it('says in words what went wrong, with the code, and listens again when that is over', async () => {
    await fault(demo, { kind: 'socket-refused', status: 402 });
    await button('Have it spoken').click();
    await untilSaid('(PAYMENT_REQUIRED)');
    assert.equal(await page.getByRole('status').getAttribute('class'), 'wrong');
    await button('Have it spoken').click();
    await untilSaid('Listening…');
    await untilSaid('Done.');
    await untilShown('The washing machine is done.');
  });

  it('says that there is no text to be spoken', async () => {
    await page.getByLabel('A text').fill(' ');
    await button('Have it spoken').click();
    await untilSaid('There is no text in msg.payload.text. (BAD_REQUEST)');
    assert.equal(await button('Listen').isEnabled(), true);
  });

  it('says that there is no microphone', async () => {
    const without = await startBrowser();
    try {
      const other = await without.newPage();
      await other.goto(page.url());
      await other.getByText('Ready.').waitFor();
      await other.getByRole('button', { name: 'Listen' }).click();
      await other.getByText(/^The microphone can’t be used: ./).waitFor();
    } finally {
      await without.close();
    }
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [320, 900]) {
      it(`fits and can be read, ${colorScheme}, ${width} pixels wide`, async () => {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme });
        await button('Have it spoken').click();
        await untilShown('The washing machine is done.');
        await captions().locator('.guess', { hasText: /\w/ }).first().waitFor();
        await page.getByRole('link', { name: 'say it, read it' }).waitFor();
        assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width);
        const enabled = page.locator('h1, p, span, label, button:enabled, a');
        assert.deepEqual(await faintTexts(enabled, READABLE), []);
        const name = `page-captions-${colorScheme}-${width}.png`;
        await page.screenshot({ path: path.join(ROOT, 'artifacts', name), animations: 'disabled' });
      });
    }
  }

  it('is linked from the other pages, and links to them', async () => {
    for (const { word, name } of [
      { word: 'Read it', name: 'say it, read it' },
      { word: 'Type it', name: 'hear it while you type' },
    ] as const) {
      const address = await addressOf(demo, word);
      await page.goto(address);
      await page.getByRole('link', { name: 'read it while you speak' }).click();
      await untilSaid('Ready.');
      await page.getByRole('link', { name }).click();
      await page.waitForURL(address);
    }
  });
});

/** What the demo says, with silence around it, as a microphone hears it. */
async function recordingOf(demo: Demo, text: string): Promise<Buffer> {
  const answer = await fetch(`${await addressOf(demo, 'Watch it')}/speak`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  });
  const speech = Buffer.from(await answer.arrayBuffer());
  const samples = [silence(0.5), speech, silence(1)].map((wav) => wav.subarray(wavHeader(0).length));
  const all = Buffer.concat(samples);
  return Buffer.concat([wavHeader(all.length), all]);
}
