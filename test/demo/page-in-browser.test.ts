import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../helpers/browser.js';
import { addressOf, type Demo, startDemo } from './start-demo.js';

describe('the page of npm start, in a browser', () => {
  let browser: Browser;
  let demo: Demo;
  before(async function () {
    this.timeout(60_000);
    [browser, demo] = await Promise.all([startBrowser(), startDemo()]);
  });
  after(() => Promise.all([browser?.close(), demo?.end('SIGTERM')]));

  it('says how long it has spoken, and has the audio to play and to save', async () => {
    const page = await browser.newPage();
    await page.goto(await addressOf(demo, 'Hear it'));
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
    const page = await browser.newPage();
    await page.goto(await addressOf(demo, 'Hear it'));
    await page.getByLabel('Text').fill('');
    await page.getByRole('button', { name: 'Speak' }).click();
    await page.getByText('There is no text in msg.text. (BAD_REQUEST)').waitFor();
    assert.equal(await page.getByLabel('Speech').isVisible(), false);
    await page.close();
  });
});
