import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import type { Emulator } from '../../emulator/server.js';
import { startBrowser } from '../helpers/browser.js';
import type { NodeRed, Received } from '../helpers/node-red.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import { speakFlow } from '../helpers/speak-flow.js';

/** What the page's player tells when it has come somewhere. */
interface Heard {
  readonly duration: number;
  readonly at: number;
  /** From where to where it has really played, in seconds. */
  readonly played: readonly [number, number][];
  /** Whether what came out of it was more than silence. */
  readonly loudest: number;
}

/** A dashboard with a player. What comes out of it is looked into: a page may only where the other origin lets it. */
const PAGE = `<!doctype html><title>dashboard</title><script>
async function play(url, late) {
  const player = new Audio();
  player.crossOrigin = 'anonymous';
  player.preload = 'metadata';
  const came = (event) => new Promise((resolve, reject) => {
    player.addEventListener(event, resolve, { once: true });
    player.addEventListener('error', () => reject(new Error(player.error.message)), { once: true });
  });
  const ready = came('loadedmetadata');
  player.src = url;
  await ready;
  const context = new AudioContext();
  await context.resume();
  const analyser = new AnalyserNode(context);
  context.createMediaElementSource(player).connect(analyser).connect(context.destination);
  if (late) {
    const sought = came('seeked');
    player.currentTime = player.duration - 1;
    await sought;
  }
  let loudest = 0;
  const samples = new Float32Array(analyser.fftSize);
  player.addEventListener('timeupdate', () => {
    analyser.getFloatTimeDomainData(samples);
    loudest = Math.max(loudest, ...samples.map(Math.abs));
  });
  const ended = came('ended');
  await player.play();
  await ended;
  const { duration, currentTime: at, played } = player;
  await context.close();
  const ranges = Array.from({ length: played.length }, (_, index) => [played.start(index), played.end(index)]);
  return { duration, at, played: ranges, loudest };
}
</script>`;

describe('an announcement in a browser’s player', function () {
  this.timeout(60_000);
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let browser: Browser;
  /** A dashboard somewhere else: another origin than Node-RED's. */
  let elsewhere: Server;
  let page: Page;

  before(async () => {
    [nodeRed, emulator, browser] = await Promise.all([sharedNodeRed(), sharedEmulator(), startBrowser()]);
    emulator.clearFaults();
    elsewhere = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html').end(PAGE);
    });
    elsewhere.listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
  });
  after(async () => {
    await browser.close();
    elsewhere.closeAllConnections();
    elsewhere.close();
  });
  beforeEach(async () => {
    page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`);
  });
  afterEach(() => page.close());

  async function said(
    payload: string,
    params: object,
  ): Promise<{ url: string; deepgram: Received['deepgram'] }> {
    await nodeRed.deploy(speakFlow({ url: emulator.url, speak: { result: 'url', params } }));
    nodeRed.send('in', { payload });
    const [message] = await nodeRed.until('out');
    assert.ok(message);
    return { url: String(message.url), deepgram: message.deepgram };
  }

  /** @param late - begins a second before the end, as a person does who drags the slider there */
  const play = (url: string, late: boolean): Promise<Heard> =>
    page.evaluate(`play(${JSON.stringify(url)}, ${late})`);

  for (const params of [{ encoding: 'linear16', sample_rate: 24000 }, { encoding: 'opus' }]) {
    it(`plays ${params.encoding} from another origin to its end`, async () => {
      const { url, deepgram } = await said('There is somebody at the front door.', params);
      const { duration, at, played, loudest } = await play(url, false);
      assert.ok(Math.abs(duration - Number(deepgram?.duration)) < 0.1, `${duration} s`);
      assert.equal(at, duration);
      assert.equal(played.length, 1);
      assert.ok((played[0]?.[0] ?? 9) < 0.05 && Math.abs((played[0]?.[1] ?? 0) - duration) < 0.05);
      assert.ok(loudest > 0.01, `${loudest}`);
    });

    it(`seeks in ${params.encoding} that it has not loaded yet, and plays from there`, async () => {
      // Longer than what a player reads ahead.
      const { url, deepgram } = await said('This goes on for quite a while. '.repeat(60), params);
      const ranges: (string | undefined)[] = [];
      page.on('response', (response) => {
        if (response.url() === url) ranges.push(response.headers()['content-range']);
      });
      const { duration, played, loudest } = await play(url, true);
      assert.ok(Math.abs(duration - Number(deepgram?.duration)) < 0.5, `${duration} s`);
      const last = played.at(-1);
      assert.ok(last && Math.abs(last[0] - (duration - 1)) < 0.1 && Math.abs(last[1] - duration) < 0.1);
      assert.ok(loudest > 0.001, `${loudest}`);
      if (params.encoding === 'linear16')
        assert.ok(
          ranges.some((range) => range !== undefined && !range.startsWith('bytes 0-')),
          `it asked for the part it needs: ${ranges}`,
        );
    });
  }
});
