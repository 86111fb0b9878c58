import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { startBrowser } from '../helpers/browser.js';
import { addressOf, type Demo, fault, startDemo } from './start-demo.js';

describe('the page of npm start, in a browser', () => {
  let browser: Browser;
  let demo: Demo;
  before(async function () {
    this.timeout(60_000);
    [browser, demo] = await Promise.all([startBrowser(), startDemo()]);
  });
  after(() => Promise.all([browser?.close(), demo?.end('SIGTERM')]));
  afterEach(() => fault(demo));

  async function openPage(): Promise<Page> {
    const page = await browser.newPage();
    await page.goto(await addressOf(demo, 'Hear it'));
    return page;
  }

  async function handIn(page: Page, text: string): Promise<void> {
    await page.getByLabel('Text').fill(text);
    // This browser plays no MP3.
    await page.getByLabel('Encoding').selectOption({ label: 'Linear16, a WAV file' });
    await page.getByLabel('Delivery').selectOption({ label: 'By callback' });
    await page.getByRole('button', { name: 'Speak' }).click();
  }

  const untilAccepted = (page: Page) =>
    page.getByText(/^Accepted, request id [0-9a-f-]{36}\. Waiting for the result…$/).waitFor();

  it('says how long it has spoken, and has the audio to play and to save', async () => {
    const page = await openPage();
    await page.getByLabel('Text').fill('Hello from a browser.');
    await page.getByLabel('Voice').selectOption({ label: 'Draco, British' });
    await page.getByLabel('Encoding').selectOption({ label: 'Linear16, a WAV file' });
    await page.getByRole('button', { name: 'Speak' }).click();
    await page.getByText(/^\d\.\d s of speech in \d+ ms$/).waitFor();

    const audio = page.getByLabel('Speech');
    await audio.waitFor();
    const address = await audio.getAttribute('src');
    const save = page.getByRole('link', { name: 'Save the audio' });
    assert.equal(await save.getAttribute('href'), address);
    assert.equal(await save.getAttribute('download'), 'speech.wav');
    await page.close();
  });

  it('says in plain words what went wrong, with the code', async () => {
    const page = await openPage();
    await page.getByLabel('Text').fill('');
    await page.getByRole('button', { name: 'Speak' }).click();
    await page.getByText('There is no text in msg.text. (BAD_REQUEST)').waitFor();
    assert.equal(await page.getByLabel('Speech').isVisible(), false);
    await page.close();
  });

  it('says by callback that the text was accepted, and plays the audio when it was delivered', async () => {
    await fault(demo, { kind: 'callback-late' });
    const page = await openPage();
    await handIn(page, 'Hello, a little later.');
    await untilAccepted(page);
    assert.equal(await page.getByLabel('Speech').isVisible(), false);

    await fault(demo);
    await page.getByText(/^\d\.\d s of speech, delivered after \d+ ms$/).waitFor();
    await page.waitForFunction("document.querySelector('audio').played.length > 0");
    const save = page.getByRole('link', { name: 'Save the audio' });
    assert.equal(await save.getAttribute('download'), 'speech.wav');
    await page.close();
  });

  it('says what Deepgram has delivered in the place of audio', async () => {
    await fault(demo, { kind: 'callback-error', message: 'The voice has a cold.' });
    const page = await openPage();
    await handIn(page, 'Ahem.');
    await page.getByText(/The voice has a cold\. \([A-Z_]+\)$/).waitFor();
    assert.equal(await page.getByLabel('Speech').isVisible(), false);
    await page.close();
  });

  it('says why a text was not accepted', async () => {
    const page = await openPage();
    await handIn(page, '');
    await page.getByText('There is no text in msg.text. (BAD_REQUEST)').waitFor();
    await page.close();
  });

  it('waits for two minutes, and no longer', async () => {
    await fault(demo, { kind: 'callback-lost' });
    const page = await openPage();
    await page.clock.install();
    await handIn(page, 'Is anybody there?');
    await untilAccepted(page);
    await page.clock.fastForward('01:59');
    await untilAccepted(page);
    await page.clock.fastForward('00:02');
    await page.getByText('Nothing was delivered within two minutes.').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Speak' }).isEnabled(), true);
    await page.close();
  });
});
