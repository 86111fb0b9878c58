import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../emulator/server.js';
import { openBroker } from './examples/broker.js';
import { openClient } from './examples/client.js';
import { deployExample, pressButton as press } from './examples/deploy.js';
import { openDevice } from './examples/device.js';
import { assertPlays } from './examples/plays.js';
import { closedPort } from './helpers/closed-port.js';
import type { FlowNode, NodeRed } from './helpers/node-red.js';
import { sharedNodeRed } from './helpers/shared.js';

/** A program that fetches what it is told, and says what it got. */
const FETCH = `"${process.execPath}" -e "fetch(process.argv[1]).then((r) => console.log(r.status, r.headers.get('content-type')))"`;

describe('the examples that announce', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  before(async () => {
    [nodeRed, emulator] = await Promise.all([sharedNodeRed(), startEmulator()]);
  });
  after(() => emulator.close());
  afterEach(() => emulator.clearFaults());

  const deploy = (file: string, changes: Record<string, object> = {}, tapped: string[] = []) =>
    deployExample(nodeRed, emulator, file, { changes, tapped });
  const pressButton = (id: string) => press(nodeRed, id);

  /** What the tab has in its environment. */
  const env = (values: Record<string, string>) => ({
    env: Object.entries(values).map(([name, value]) => ({ name, value, type: 'str' })),
  });

  async function assertFetched(url: unknown): Promise<void> {
    const answer = await fetch(String(url));
    assert.equal(answer.headers.get('content-type'), 'audio/mpeg');
    await assertPlays(Buffer.from(await answer.arrayBuffer()), 'mp3');
  }

  describe('"Doorbell on Sonos"', () => {
    it('tells the speaker the URL, then to play', async () => {
      const speaker = await openDevice();
      await deploy('Doorbell on Sonos', { 'sonos-tab': env({ SONOS: speaker.url }) }, ['sonos-start']);
      await pressButton('sonos-bell');
      const asked = await speaker.asked(2);
      await nodeRed.until('sonos-start-sink');
      speaker.close();
      const service = 'urn:schemas-upnp-org:service:AVTransport:1';
      assert.deepEqual(
        asked.map(({ method, url, headers }) => [method, url, headers.soapaction]),
        ['SetAVTransportURI', 'Play'].map((action) => [
          ...['POST', '/MediaRenderer/AVTransport/Control', `"${service}#${action}"`],
        ]),
      );
      for (const { headers, body } of asked) {
        assert.equal(headers['content-type'], 'text/xml; charset="utf-8"');
        assert.match(body, /^<\?xml .*<InstanceID>0<\/InstanceID>.*<\/s:Envelope>\n$/s);
      }
      const [, url] = /<CurrentURI>(.*)<\/CurrentURI>/.exec(asked[0]?.body ?? '') ?? [];
      await assertFetched(url);
    });

    it('says so where the speaker does not take it', async () => {
      const speaker = await openDevice(() => 500);
      const before = nodeRed.log().length;
      const changes = { 'sonos-tab': env({ SONOS: speaker.url }) };
      await deploy('Doorbell on Sonos', changes, ['sonos-set']);
      await pressButton('sonos-bell');
      const [answer] = await nodeRed.until('sonos-set-sink');
      assert.equal(answer?.statusCode, 500);
      assert.equal((await speaker.asked(1)).length, 1);
      speaker.close();
      assert.doesNotMatch(nodeRed.log().slice(before), /\[(warn|error)\]/);
    });
  });

  it('"Announce on Home Assistant" has a media player play the URL', async () => {
    const assistant = await openDevice();
    const here = {
      ...{ HOME_ASSISTANT: assistant.url, PLAYER: 'media_player.attic', HOME_ASSISTANT_TOKEN: 'a.b.c' },
    };
    await deploy('Announce on Home Assistant', { 'assistant-tab': env(here) }, ['assistant-ask']);
    await pressButton('assistant-text');
    const [asked] = await assistant.asked(1);
    await nodeRed.until('assistant-ask-sink');
    assistant.close();
    assert.ok(asked);
    assert.deepEqual([asked.method, asked.url], ['POST', '/api/services/media_player/play_media']);
    assert.equal(asked.headers.authorization, 'Bearer a.b.c');
    assert.match(String(asked.headers['content-type']), /^application\/json/);
    const { media_content_id: url, ...rest } = JSON.parse(asked.body);
    assert.deepEqual(rest, {
      ...{ entity_id: 'media_player.attic', media_content_type: 'music', announce: true },
    });
    await assertFetched(url);
  });

  it('"Announce on Cast" starts a program with the URL', async () => {
    await deploy('Announce on Cast', { 'cast-play': { command: FETCH } }, ['cast-play']);
    await pressButton('cast-text');
    const [told] = await nodeRed.until('cast-play-sink');
    assert.equal(told?.payload, '200 audio/mpeg\n');
  });

  it('"Announce in a dashboard" serves a page, and tells each the text and its URL', async () => {
    await deploy('Announce in a dashboard');
    const page = await fetch(`${nodeRed.url}/announcements`);
    assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
    assert.match(await page.text(), /<audio controls>/);
    const pages = await Promise.all([1, 2].map(() => openClient(nodeRed.url, '/announcements/live')));
    await pressButton('dashboard-text');
    const told = await Promise.all(pages.map((each) => each.untilWords(/./)));
    for (const each of pages) each.leave();
    assert.equal(told[0], told[1]);
    const { text, url } = JSON.parse(told[0] ?? '');
    assert.equal(text, 'The laundry is dry.');
    await assertFetched(url);
  });

  it('"Announce over MQTT" publishes text, volume and URL', async () => {
    const broker = await openBroker();
    await deployExample(nodeRed, emulator, 'Announce over MQTT', {
      changes: { 'mqtt-house': { broker: '127.0.0.1', port: String(broker.port) } },
      more: [
        { ...onTab('status', 'status', 'mqtt-tab'), scope: ['mqtt-out'], wires: [['connected']] },
        onTab('connected', 'test-sink', 'mqtt-tab'),
      ],
    });
    await nodeRed.untilSome('connected', ({ status }) => JSON.stringify(status).includes('connected"'));
    await pressButton('mqtt-text');
    const { topic, payload, retained } = await broker.published;
    broker.close();
    assert.deepEqual([topic, retained], ['house/kitchen/speaker/play', false]);
    const { url, ...rest } = JSON.parse(payload);
    assert.deepEqual(rest, { volume: 40, text: 'The mail has come.' });
    await assertFetched(url);
  });

  describe('"Quiet at night"', () => {
    const buttons = ['laundry', 'baby', 'water'];
    const volumes = async (from: string, to: string, said: number) => {
      const tapped = ['night-speak'];
      await deploy('Quiet at night', { 'night-tab': env({ NIGHT_FROM: from, NIGHT_TO: to }) }, tapped);
      for (const button of buttons) await pressButton(`night-${button}`);
      const messages = await nodeRed.until('night-speak-sink', said);
      for (const { url } of messages) await assertFetched(url);
      return Object.fromEntries(messages.map(({ payload, volume }) => [payload, volume]));
    };

    it('says everything by day', async () => {
      const all = {
        'The laundry is dry.': 40,
        'The baby is awake.': 40,
        'There is water in the cellar!': 80,
      };
      assert.deepEqual(await volumes('12', '12', 3), all);
    });

    it('says at night what is urgent aloud, and what may be whispered softly', async () => {
      const asked = emulator.requests.length;
      assert.deepEqual(await volumes('0', '24', 2), {
        ...{ 'The baby is awake.': 15, 'There is water in the cellar!': 80 },
      });
      assert.ok(emulator.requests.length - asked <= 2, 'nothing is asked for what is not said');
    });

    it('knows nights that go over midnight', async () => {
      const hour = new Date().getHours();
      const [from, to] = [hour, (hour + 23) % 24].map(String);
      assert.equal(Object.keys(await volumes(from ?? '', to ?? '', 2)).length, 2);
    });
  });

  describe('"Local voice when offline"', () => {
    const append = '| base64 -d';
    const file = 'Local voice when offline';

    it('has the text said by a program of this machine, whatever is in it', async () => {
      const payload = 'Nobody said "no" to $(whoami); `ls` — ¿qué?';
      await deploy(
        file,
        {
          ...{ 'offline-voice': { append }, 'offline-text': { payload } },
          'deepgram-account': { url: `http://127.0.0.1:${await closedPort()}`, retries: 0 },
        },
        ['offline-voice'],
      );
      await pressButton('offline-text');
      const [said] = await nodeRed.until('offline-voice-sink');
      assert.equal(said?.payload, payload);
    });

    it('does so when Deepgram is too slow', async () => {
      emulator.fault({ kind: 'silence' });
      const speak = { within: 0.2, cache: 'off' };
      await deploy(file, { 'offline-voice': { append }, 'offline-speak': speak }, ['offline-voice']);
      await pressButton('offline-text');
      const [said] = await nodeRed.until('offline-voice-sink');
      assert.equal(said?.payload, 'There is smoke in the kitchen!');
    });

    it('says from the disk what was said before, without asking Deepgram', async () => {
      await deploy(file, {}, ['offline-speak']);
      await pressButton('offline-text');
      await nodeRed.until('offline-speak-sink');
      await deploy(file, {}, ['offline-speak']);
      const asked = emulator.requests.length;
      await pressButton('offline-text');
      const [again] = await nodeRed.until('offline-speak-sink');
      assert.equal(again?.deepgram?.cached, true);
      assert.equal(emulator.requests.length, asked);
      await assertFetched(again?.payload);
    });

    it('hides no wrong key behind another voice', async () => {
      const speak = { cache: 'off' };
      await deploy(file, { 'offline-voice': { append }, 'offline-speak': speak }, [
        'offline-kind',
        'offline-catch',
      ]);
      emulator.fault({ kind: 'status', status: 401 });
      await pressButton('offline-text');
      const [caught] = await nodeRed.until('offline-catch-sink');
      assert.match(JSON.stringify(caught?.error), /"code":"AUTH"/);
      assert.deepEqual(nodeRed.received('offline-kind-sink'), []);
    });
  });
});

function onTab(id: string, type: string, z: string): FlowNode {
  return { ...{ id, type, z, x: 0, y: 0 }, wires: [] };
}
