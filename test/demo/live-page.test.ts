import assert from 'node:assert/strict';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { faintTexts } from '../browser/contrast.js';
import { startBrowser } from '../helpers/browser.js';
import { ROOT } from '../helpers/root.js';
import { type HeldLine, startHeldLine } from './held-line.js';
import { keepSoundLog, type SoundLog } from './sound-log.js';
import { addressOf, type Demo, fault, startDemo } from './start-demo.js';

const CLEAR = '{"action":"clear"}';
const STOPPED = '{"stopped":true}';

/** WCAG 2.2, level AA. */
const READABLE = 4.5;

describe('the page of npm start that speaks while one types, in a browser', () => {
  let browser: Browser;
  let demo: Demo;
  let line: HeldLine;
  let page: Page;
  let sound: SoundLog;
  let complaints: string[];
  before(async function () {
    this.timeout(60_000);
    [browser, demo] = await Promise.all([startBrowser(), startDemo()]);
    line = await startHeldLine(await addressOf(demo, 'Type it'));
  });
  after(() => Promise.all([browser?.close(), demo?.end('SIGTERM'), line?.close()]));
  beforeEach(async () => {
    page = await browser.newPage();
    complaints = [];
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    sound = await keepSoundLog(page);
    await page.goto(`${line.url}/live`);
    await untilSaid('Ready.');
  });
  afterEach(async () => {
    line.release();
    await page.close();
    await fault(demo);
    assert.deepEqual(complaints, []);
  });

  const text = () => page.getByLabel('Text');
  const untilSaid = (words: string) => page.getByRole('status').filter({ hasText: words }).waitFor();

  /** The texts that the page has given to be spoken. */
  async function given(): Promise<string[]> {
    const sent = (await sound.entries()).filter((entry) => entry.startsWith('{"text"'));
    return sent.map((entry) => JSON.parse(entry).text).filter((words) => words !== '');
  }

  it('speaks the first sentence before the second one is typed', async () => {
    await text().pressSequentially('The first sentence is done. And the sec');
    await sound.until('start');
    const { length } = await sound.entries();
    await text().pressSequentially('ond one is done, too. ');
    await sound.until('start', length);
    const early = (await sound.entries()).slice(0, length);
    assert.ok(early.includes('audio'));
    assert.doesNotMatch(early.join(), /too/);
    assert.equal((await given()).join(''), 'The first sentence is done. And the second one is done, too. ');
    await untilSaid('Spoken.');
  });

  it('speaks what was left half-way', async () => {
    await text().pressSequentially('Nobody knows');
    await untilSaid('Speaking…');
    assert.deepEqual(await given(), ['Nobody ', 'knows']);
  });

  it('is silent at once when stopped, though audio is on its way, and speaks what is typed then', async () => {
    await text().fill('This can be heard, and it goes on for a while, because there is a lot to be said. ');
    await sound.untilAhead(3);
    line.hold();
    await text().pressSequentially('And this has a long way to go. ');
    await line.holds(20_000);
    await page.getByRole('button', { name: 'Stop' }).click();
    await untilSaid('Silent.');
    const stopping = await sound.entries();
    const before = stopping.slice(0, stopping.indexOf(CLEAR));
    const count = (wanted: string) => before.filter((entry) => entry === wanted).length;
    assert.ok(count('stop') > 0);
    assert.equal(count('stop'), count('start') - count('ended'), 'all that can be heard is stopped');

    line.release();
    await sound.until(STOPPED);
    const { length } = await sound.entries();
    await text().pressSequentially('Now this. ');
    await sound.until('start', length);
    const behind = (await sound.entries()).slice(before.length);
    const between = behind.slice(0, behind.indexOf(STOPPED));
    assert.ok(between.includes('audio'), 'it came');
    assert.equal(between.includes('start'), false, 'and was not played');
    const fresh = behind.findIndex((entry) => entry.includes('Now '));
    assert.ok(behind.indexOf('audio', between.length) > fresh, 'what comes then is new');
  });

  it('is silent at a key as well, and forgets what was not given yet', async () => {
    await text().press('Escape');
    await untilSaid('Silent.');
    await text().pressSequentially('I am heard. I am no');
    await untilSaid('Speaking…');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'Stop (Esc)');
    await page.keyboard.press('Enter');
    await untilSaid('Silent.');
    assert.equal(await page.evaluate('document.activeElement.id'), 'text');
    await page.keyboard.type(' longer. ');
    await sound.until(STOPPED);
    await untilSaid('Speaking…');
    assert.deepEqual((await given()).slice(-2), [' ', 'longer. ']);
  });

  it('does not say again what was given, whatever is changed in it', async () => {
    await text().pressSequentially('Helo there. ');
    for (const key of ['Home', 'ArrowRight', 'ArrowRight', 'l', 'End']) await page.keyboard.press(key);
    assert.equal(await text().inputValue(), 'Hello there. ');
    await page.keyboard.type('Bye. ');
    assert.equal((await given()).join(''), 'Helo there. Bye. ');
    await text().fill('Something else. ');
    assert.equal((await given()).at(-1), 'Something else. ');
  });

  it('speaks with the voice that is chosen', async () => {
    await page.getByLabel('Voice').selectOption({ label: 'Maeve, Irish' });
    await text().pressSequentially('Here I am. ');
    await untilSaid('Speaking…');
    const answer = await fetch(`${await addressOf(demo, 'Speaks')}/emulator/sockets`);
    const sockets = (await answer.json()) as { path: string; query: string }[];
    assert.equal(sockets.at(-1)?.path, '/v2/speak');
    assert.match(sockets.at(-1)?.query ?? '', /model=flux-maeve-en/);
  });

  it('says in words what went wrong, with the code, and speaks again when that is over', async () => {
    await fault(demo, { kind: 'socket-refused', status: 402 });
    await text().pressSequentially('Is there any credit left? ');
    await untilSaid('(PAYMENT_REQUIRED)');
    assert.equal(await page.getByRole('status').getAttribute('class'), 'wrong');
    await text().pressSequentially('There is. ');
    await untilSaid('Speaking…');
  });

  it('says that the connection has ended, makes a new one, and gives what was typed meanwhile', async () => {
    await text().pressSequentially('Bef');
    line.cut();
    await untilSaid('The connection to Node-RED has ended. It is tried again.');
    await text().pressSequentially('ore. ');
    assert.deepEqual(await given(), []);
    await untilSaid('Speaking…');
    assert.deepEqual(await given(), ['Before. ']);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [320, 900]) {
      it(`fits and can be read, ${colorScheme}, ${width} pixels wide`, async () => {
        await page.setViewportSize({ width, height: 760 });
        await page.emulateMedia({ colorScheme });
        await text().pressSequentially('Hello there. This is being typed');
        await untilSaid('Speaking…');
        await page.getByRole('link', { name: 'type it, hear it' }).waitFor();
        assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width);
        assert.deepEqual(await faintTexts(page.locator('h1, p, label, select, button, a'), READABLE), []);
        const name = `page-live-${colorScheme}-${width}.png`;
        await page.screenshot({ path: path.join(ROOT, 'artifacts', name), animations: 'disabled' });
      });
    }
  }

  it('is linked from the other pages, and links to them', async () => {
    for (const { word, name } of [
      { word: 'Hear it', name: 'type it, hear it' },
      { word: 'Read it', name: 'say it, read it' },
    ] as const) {
      const { pathname } = new URL(await addressOf(demo, word));
      await page.goto(line.url + pathname);
      await page.getByRole('link', { name: 'hear it while you type' }).click();
      await untilSaid('Ready.');
      await page.getByRole('link', { name }).click();
      await page.waitForURL(line.url + pathname);
    }
  });
});
