import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { startBrowser } from '../helpers/browser.js';
import { silence } from '../helpers/recordings.js';
import { startBrowserWithMicrophone } from './start-browser-with-microphone.js';
import { addressOf, type Demo, startDemo } from './start-demo.js';

const TEXT = 'Speech became audio, and audio becomes text.';

describe('the page of npm start that transcribes, in a browser', () => {
  let browser: Browser;
  let demo: Demo;
  let page: Page;
  let complaints: string[];
  before(async function () {
    this.timeout(60_000);
    [browser, demo] = await Promise.all([startBrowserWithMicrophone(), startDemo()]);
  });
  after(() => Promise.all([browser?.close(), demo?.end('SIGTERM')]));
  beforeEach(async () => {
    page = await browser.newPage();
    complaints = [];
    page.on('pageerror', ({ message }) => complaints.push(message));
    await page.goto(await addressOf(demo, 'Read it'));
  });
  afterEach(async () => {
    await page.close();
    assert.deepEqual(complaints, []);
  });

  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const status = () => page.getByRole('status');
  const text = () => page.getByRole('group', { name: 'Text' });
  const captions = () => page.getByRole('group', { name: 'Captions', exact: true });

  async function haveSpoken(words: string): Promise<void> {
    await page.getByLabel('A text').fill(words);
    await button('Have it spoken').click();
    await page.getByText('Ready to be transcribed.').waitFor();
  }

  async function transcribe(): Promise<void> {
    await button('Transcribe').click();
    await page.getByText(/^\d+\.\d s transcribed in \d+ ms$/).waitFor();
  }

  const wavOf = async (words: string) => {
    const address = `${await addressOf(demo, 'Read it')}/speak`;
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ text: words });
    return Buffer.from(await (await fetch(address, { method: 'POST', headers, body })).arrayBuffer());
  };

  it('says whom it understands, and has nothing to transcribe at first', async () => {
    await page.getByText('the emulator, which stands in for it, only what it has said itself').waitFor();
    assert.equal(await button('Transcribe').isEnabled(), false);
  });

  it('has a text spoken, and reads the same text in the audio', async () => {
    await haveSpoken(TEXT);
    await transcribe();
    assert.equal(await text().textContent(), TEXT);
    assert.match((await captions().textContent()) ?? '', /^WEBVTT\n\n00:00:00\.\d{3} --> /);
    const save = page.getByRole('link', { name: 'Save the captions' });
    assert.equal(await save.getAttribute('download'), 'captions.vtt');
    const saved = await page.evaluate<string>(
      "fetch(document.querySelector('a').href).then((a) => a.text())",
    );
    assert.equal(saved, await captions().textContent());
  });

  it('shows the captions while the recording is played', async () => {
    await haveSpoken(TEXT);
    await transcribe();
    await page.evaluate("document.querySelector('video').play()");
    const caption = page.getByRole('group', { name: 'Caption', exact: true });
    await caption.filter({ hasText: /^Speech became audio/ }).waitFor();
    await caption.filter({ hasText: /becomes text\.$/ }).waitFor();
  });

  it('transcribes a file, of more than the 5 MB that Node-RED takes otherwise', async () => {
    const wav = await wavOf(TEXT);
    const buffer = Buffer.concat([wav.subarray(0, 44), silence(120).subarray(44), wav.subarray(44)]);
    buffer.writeUInt32LE(buffer.length - 8, 4);
    buffer.writeUInt32LE(buffer.length - 44, 40);
    assert.ok(buffer.length > 5 * 1024 * 1024);
    const file = { name: 'long.wav', mimeType: 'audio/wav', buffer };
    await page.getByLabel('A file, audio or video').setInputFiles(file);
    await transcribe();
    assert.equal(await text().textContent(), TEXT);
    assert.match((await captions().textContent()) ?? '', /\n00:02:0\d\.\d{3} --> /);
  });

  it('says what is wrong with a file that is no recording', async () => {
    const buffer = Buffer.from('Dear diary, this is a text.');
    const file = { name: 'diary.mp3', mimeType: 'audio/mpeg', buffer };
    await page.getByLabel('A file, audio or video').setInputFiles(file);
    await page.getByText('This browser can’t play it.').waitFor();
    await button('Transcribe').click();
    await page.getByText('This is text, not audio. (BAD_REQUEST)').waitFor();
    assert.equal(await text().isVisible(), false);
  });

  it('sends what the microphone hears, and says kindly that nothing was understood', async () => {
    await button('Record').click();
    await page.getByText('Recording…').waitFor();
    assert.equal(await button('Have it spoken').isEnabled(), false);
    await button('Stop (1 s)').click();
    await page.getByText('Ready to be transcribed.').waitFor();
    await button('Transcribe').click();
    await page.getByText(/^Nothing was understood\. Does anybody speak in it\?/).waitFor();
    assert.equal(await text().isVisible(), false);
    assert.doesNotMatch((await status().getAttribute('class')) ?? '', /wrong/);
    await button('Record').waitFor();
  });

  it('forgets the text of the recording before', async () => {
    await haveSpoken(TEXT);
    await transcribe();
    await haveSpoken('Something else is said.');
    assert.equal(await text().isVisible(), false);
    await transcribe();
    assert.equal(await text().textContent(), 'Something else is said.');
  });

  it('says that there is no text to be spoken', async () => {
    await page.getByLabel('A text').fill(' ');
    await button('Have it spoken').click();
    await page.getByText('There is no text in msg.payload.text. (BAD_REQUEST)').waitFor();
    assert.equal(await button('Transcribe').isEnabled(), false);
  });

  it('says that there is no microphone', async () => {
    const without = await startBrowser();
    try {
      const other = await without.newPage();
      await other.goto(page.url());
      await other.getByRole('button', { name: 'Record' }).click();
      await other.getByText(/^The microphone can’t be used: ./).waitFor();
    } finally {
      await without.close();
    }
  });

  it('is linked from the page that speaks', async () => {
    await page.goto(await addressOf(demo, 'Hear it'));
    await page.getByRole('link', { name: 'say it, read it' }).click();
    await page.getByRole('heading', { name: 'Say it, read it' }).waitFor();
    assert.equal(page.url(), await addressOf(demo, 'Read it'));
  });
});
