import assert from 'node:assert/strict';
import { type Emulator, type RecordedSocket, startEmulator } from '../emulator/server.js';
import { type Client, openClient } from './examples/client.js';
import { deployExample, pressButton } from './examples/deploy.js';
import { openTelephone } from './examples/telephone.js';
import type { NodeRed } from './helpers/node-red.js';
import { say } from './helpers/recordings.js';
import { sharedNodeRed } from './helpers/shared.js';

const MICROPHONE = 'encoding=linear16&sample_rate=16000&container=none';
const TELEPHONE = 'encoding=mulaw&sample_rate=8000&container=none';
/** Bytes of 100 ms from a microphone. */
const FRAME = 3200;

describe('the examples of the Import menu that transcribe live', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  before(async () => {
    nodeRed = await sharedNodeRed();
  });
  beforeEach(async () => {
    emulator = await startEmulator({ callbacks: { anyPort: true } });
  });
  afterEach(async () => {
    // With its flow, each session ends.
    await nodeRed.deploy([]);
    await emulator.close();
  });

  const deploy = (file: string, changes: Record<string, object> = {}, tapped: string[] = []) =>
    deployExample(nodeRed, emulator, file, { changes, tapped });
  const fromMicrophone = (text: string) => say(emulator, text, MICROPHONE);

  describe('"Live captions in a web page"', () => {
    const FILE = 'Live captions in a web page';
    const openPage = () => openClient(nodeRed.url, '/captions/audio');

    it('serves the page, and speech for it', async () => {
      await deploy(FILE);
      const page = await fetch(`${nodeRed.url}/captions`);
      assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
      const speech = await speechOf(nodeRed, 'Hello.');
      assert.match(speech.headers.get('content-type') ?? '', /^audio\/wav/);
      const nothing = await speechOf(nodeRed, '');
      assert.equal(nothing.status, 400);
      assert.equal(((await nothing.json()) as { code: string }).code, 'BAD_REQUEST');
    });

    it('gives each page its own captions, guesses before what is certain, and says when all is said', async () => {
      await deploy(FILE);
      const texts = ['The first page hears a good deal of this.', 'Another page hears that instead.'];
      const pages = await Promise.all(texts.map(openPage));
      await Promise.all(
        pages.map(async (page, index) => {
          listenTo(page, await fromMicrophone(texts[index] ?? ''));
          page.send({ action: 'close' });
          await page.untilWords(/"done":true/);
          const captions = captionsOf(page);
          assert.ok(captions.findIndex(({ final }) => !final) < captions.findIndex(({ final }) => final));
          assert.equal(certainIn(page), texts[index]);
          assert.ok(captions.at(-1)?.final);
        }),
      );
      for (const page of pages) page.leave();
    });

    it('closes the session of a page that is left', async () => {
      await deploy(FILE);
      const page = await openPage();
      listenTo(page, await fromMicrophone('I will be gone before all of this has been written down.'));
      await page.untilWords(/"text"/);
      page.leave();
      const { messages, close } = await emulator.waitForSocketEnd();
      assert.equal(messages.at(-1)?.type, 'CloseStream');
      assert.equal(close?.code, 1000);
    });

    it('tells the page what went wrong, in words', async () => {
      await deploy(FILE);
      const page = await openPage();
      emulator.fault({ kind: 'socket-refused', status: 402 });
      listenTo(page, Buffer.alloc(FRAME));
      assert.match(JSON.parse(await page.untilWords(/error/)).error, /credit.* \(PAYMENT_REQUIRED\)$/);
      page.leave();
    });
  });

  describe('"Phone call to text"', () => {
    const FILE = 'Phone call to text';
    const CALLER = 'Good morning, this is the caller. Is anybody there?';
    const openLine = () => openTelephone(nodeRed.url, '/call');

    it('has a message for what is said, and all of it when the caller has hung up', async () => {
      await deploy(FILE, {}, ['call-transcribe', 'call-lines']);
      const line = await openLine();
      line.call('MZ1');
      line.speak(await say(emulator, CALLER, TELEPHONE), 'MZ1');
      line.hangUp('MZ1');
      const [whole] = await nodeRed.until('call-lines-sink');
      const said = nodeRed.received('call-transcribe-sink');
      assert.equal(said.map(({ payload }) => payload).join(' '), CALLER);
      assert.equal(
        whole?.payload,
        said.map(({ payload, deepgram }) => `${Number(deepgram?.start).toFixed(1)} s: ${payload}`).join('\n'),
      );
      assert.deepEqual([whole?.call, said[0]?.call], ['MZ1', 'MZ1']);
      const [{ query, messages } = { query: undefined, messages: [] }] = emulator.sockets;
      assert.deepEqual([query?.get('encoding'), query?.get('sample_rate')], ['mulaw', '8000']);
      assert.equal(messages.at(-1)?.type, 'CloseStream');
      line.leave();
    });

    it('keeps two calls apart, and ends one whose line just leaves', async () => {
      await deploy(FILE, {}, ['call-lines']);
      const [one, other] = await Promise.all([openLine(), openLine()]);
      const inAHurry = await say(emulator, 'I am somebody else, and I am in a hurry.', TELEPHONE);
      one.speak(await say(emulator, CALLER, TELEPHONE), 'MZ1');
      other.speak(inAHurry, 'MZ2');
      const isHurried = ({ sent }: RecordedSocket) => JSON.stringify(sent).includes('somebody else');
      await emulator.waitForSocket(
        (socket) => isHurried(socket) && socket.received.bytes === inAHurry.length,
      );
      other.leave();
      const [left] = await nodeRed.until('call-lines-sink');
      assert.match(String(left?.payload), /somebody else,(.|\n)* in a hurry\.$/);
      one.hangUp('MZ1');
      const [, whole] = await nodeRed.until('call-lines-sink', 2);
      assert.match(String(whole?.payload), /Is anybody there\?$/);
      assert.doesNotMatch(String(whole?.payload), /hurry/);
      one.leave();
    });

    it('can be tried without a telephone', async () => {
      await deploy(FILE, {}, ['call-lines']);
      await pressButton(nodeRed, 'call-press');
      const [whole] = await nodeRed.until('call-lines-sink');
      assert.match(String(whole?.payload), /book a table by the window\.(.|\n)* goodbye\.$/);
    });
  });

  describe('"Room assistant with Flux"', () => {
    const FILE = 'Room assistant with Flux';
    /** Two seconds: so long Flux listens until it is sure. */
    const SILENCE = Buffer.alloc(FRAME * 20);
    const openRoom = () => openClient(nodeRed.url, '/room');
    /** Where the device was told to forget what it has. */
    const forgets = ({ received }: Client) =>
      received.flatMap(({ data }, index) => (String(data) === '{"clear":true}' ? [index] : []));

    /** Somebody begins to talk, which is heard before it ends, and has finished. */
    async function talk(room: Client, text: string): Promise<void> {
      const turns = forgets(room).length;
      listenTo(room, await fromMicrophone(text));
      await room.until(() => forgets(room).length > turns);
      listenTo(room, SILENCE);
    }

    it('answers when somebody’s turn has ended, in the room where it was asked', async () => {
      await deploy(FILE, {}, ['room-hear', 'room-answer']);
      const [room, other] = await Promise.all([openRoom(), openRoom()]);
      await talk(room, 'Can you switch the lights on, please?');
      const spoken = await emulator.waitForSocket(({ speeches }) => speeches[0]?.end === 'complete');
      assert.equal(nodeRed.received('room-hear-sink')[0]?.payload, 'Can you switch the lights on, please?');
      assert.equal(nodeRed.received('room-hear-sink')[0]?.deepgram?.event, 'EndOfTurn');
      assert.equal(spoken.speeches[0]?.text, 'The light is on.');
      const audio = spoken.speeches[0]?.audio ?? Buffer.alloc(0);
      await room.until(() => room.audio().length >= audio.length);
      assert.ok(room.audio().equals(audio));
      assert.equal(other.audio().length, 0);
      for (const client of [room, other]) client.leave();
    });

    it('falls silent when somebody begins to talk: what comes after it was told to forget is new', async () => {
      await deploy(FILE, { 'room-answer': { func: `${LONG_ANSWER}return msg;` } });
      const room = await openRoom();
      await talk(room, 'Tell me a long story, please.');
      await room.until(() => room.audio().length > 0);
      await talk(room, 'Stop that at once, please.');
      const [, told] = forgets(room);
      const before = room.received.slice(0, told).filter(({ data }) => Buffer.isBuffer(data));
      const seconds = before.reduce((sum, { data }) => sum + data.length, 0) / 48_000;
      assert.ok(seconds < LONG_ANSWER_S / 2, `${seconds} s`);
      room.leave();
    });

    it('closes both sessions when the device leaves', async () => {
      await deploy(FILE);
      const room = await openRoom();
      await talk(room, 'Is the light on?');
      await emulator.waitForSocket(({ speeches }) => speeches[0]?.end === 'complete');
      room.leave();
      await Promise.all(
        ['/v1/speak', '/v2/listen'].map((path) =>
          emulator.waitForSocket((socket) => socket.path === path && socket.close !== undefined),
        ),
      );
    });

    it('can be tried without a device', async () => {
      await deploy(FILE, {}, ['room-answer']);
      await pressButton(nodeRed, 'room-ask');
      const [answer] = await nodeRed.until('room-answer-sink');
      assert.match(String(answer?.payload), /^It is \d\d:\d\d\.$/);
    });
  });

  describe('"Live results by callback"', () => {
    const FILE = 'Live results by callback';
    const openMicrophone = () => openClient(nodeRed.url, '/results');

    it('has Deepgram bring what is said, over a WebSocket that ends with the session', async () => {
      await deploy(FILE, {}, ['results-result', 'results-transcribe']);
      await pressButton(nodeRed, 'results-press');
      const [first, second] = await nodeRed.until('results-result-sink', 2);
      assert.deepEqual(
        [first?.payload, second?.payload],
        ['The train to the sea is late.', 'It will leave from platform 9.'],
      );
      assert.equal(first?.deepgram?.kind, 'stream');
      const { callback } = await emulator.waitForSocket((socket) => socket.callback?.open === false);
      assert.equal(callback?.close?.code, 1000);
      assert.deepEqual(nodeRed.received('results-transcribe-sink'), [], 'nothing leaves here');
    });

    it('brings it to nobody else, and ends when the microphone leaves', async () => {
      await deploy(FILE, {}, ['results-result']);
      const microphone = await openMicrophone();
      const audio = await fromMicrophone('This comes another way. And it ends here.');
      listenTo(microphone, audio);
      await emulator.waitForSocket(({ received }) => received.bytes === audio.length);
      microphone.leave();
      const said = await nodeRed.until('results-result-sink', 2);
      assert.deepEqual(
        said.map(({ payload }) => payload),
        ['This comes another way.', 'And it ends here.'],
      );
      assert.equal((await emulator.waitForSocketEnd()).close?.code, 1000);
    });
  });
});

/** An answer that takes more than this many seconds to be spoken. */
const LONG_ANSWER_S = 20;
const LONG_ANSWER = `
msg.complete = true;
msg.payload = "Once upon a time there was a house by the sea, and nobody lived there but a cat. ".repeat(5);
`;

interface Caption {
  readonly text: string;
  readonly final: boolean;
}

/** Sends what a microphone hears. */
function listenTo(page: Client, audio: Buffer): void {
  for (let at = 0; at < audio.length; at += FRAME) page.send(audio.subarray(at, at + FRAME));
}

function captionsOf({ received }: Client): Caption[] {
  return received.map(({ data }) => JSON.parse(String(data))).filter(({ text }) => text !== undefined);
}

function certainIn(page: Client): string {
  return captionsOf(page)
    .filter(({ final }) => final)
    .map(({ text }) => text)
    .join(' ');
}

function speechOf({ url }: NodeRed, text: string): Promise<Response> {
  return fetch(`${url}/captions/speak`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  });
}
