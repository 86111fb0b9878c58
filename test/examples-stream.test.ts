import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Emulator, type RecordedSocket, startEmulator } from '../emulator/server.js';
import { type Client, openClient } from './examples/client.js';
import { deployExample, pressButton } from './examples/deploy.js';
import { assertPlays } from './examples/plays.js';
import { readExample } from './examples/read.js';
import { openTelephone } from './examples/telephone.js';
import type { NodeRed } from './helpers/node-red.js';
import { sharedNodeRed } from './helpers/shared.js';

describe('the examples of the Import menu that speak as a stream', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  before(async () => {
    nodeRed = await sharedNodeRed();
  });
  beforeEach(async () => {
    emulator = await startEmulator();
  });
  afterEach(async () => {
    // With its flow, each session ends.
    await nodeRed.deploy([]);
    await emulator.close();
  });

  const deploy = (file: string, changes: Record<string, object> = {}, tapped: string[] = []) =>
    deployExample(nodeRed, emulator, file, { changes, tapped });

  describe('"Speak while a language model writes"', () => {
    const FILE = 'Speak while a language model writes';
    const ANSWER = answerOf(
      String(readExample(`${FILE}.json`).find(({ id }) => id === 'writes-model')?.func),
    );

    const writingTo = (folder: string) => ({
      'writes-file': { filename: `${JSON.stringify(`${folder}/`)} & filename`, filenameType: 'jsonata' },
    });

    it('speaks the first sentence while the others are being written, and makes a file of each', async () => {
      const folder = path.join(nodeRed.userDir, 'sentences');
      await mkdir(folder);
      await deploy(FILE, writingTo(folder), ['writes-pace', 'writes-speak', 'writes-file', 'writes-reply']);
      await pressButton(nodeRed, 'writes-ask');
      await nodeRed.until('writes-speak-sink');
      const written = nodeRed.received('writes-pace-sink');
      assert.ok(written.length > 0);
      assert.ok(!written.some(({ complete }) => complete), 'the model is still writing');

      const files = await nodeRed.until('writes-file-sink', 4);
      await nodeRed.until('writes-reply-sink');
      const [socket] = emulator.sockets;
      assert.equal(socket && spokenIn(socket), ANSWER);
      assert.deepEqual(
        files.map(({ filename }) => path.relative(folder, String(filename))),
        [1, 2, 3, 4].map((number) => `sentence-${number}.wav`),
      );
      for (const { filename } of files) await assertPlays(await readFile(String(filename)), 'wav');
    });

    it('can be interrupted: what the model still had to say is not said', async () => {
      await deploy(FILE, writingTo(nodeRed.userDir), ['writes-speak', 'writes-reply']);
      await pressButton(nodeRed, 'writes-ask');
      await nodeRed.until('writes-speak-sink');
      await pressButton(nodeRed, 'writes-interrupt');
      await emulator.waitForSocket(({ messages }) => messages.some(({ type }) => type === 'Clear'));
      await pressButton(nodeRed, 'writes-ask');
      await nodeRed.until('writes-reply-sink');
      const [socket] = emulator.sockets;
      const texts = (socket?.messages ?? []).filter(({ type }) => type === 'Speak' || type === 'Clear');
      const clear = texts.findIndex(({ type }) => type === 'Clear');
      const [before, after] = [texts.slice(0, clear), texts.slice(clear + 1)].map((said) =>
        tidy(said.map(({ json }) => String(json?.text)).join('')),
      );
      assert.ok(before && before !== ANSWER && ANSWER.startsWith(before), before);
      assert.equal(after, ANSWER);
    });
  });

  describe('"Telephony frames"', () => {
    /** Frames, more than are in the first sentence. */
    const COUNT = 75;
    /** So much may the first one be late. */
    const SLACK_MS = 150;
    /** A sample of µ-law without sound. */
    const SILENT = 0xff;

    it('sends frames of 20 ms of µ-law, 200 ms ahead of the ear at most', async () => {
      await deploy('Telephony frames');
      const telephone = await openTelephone(nodeRed.url, '/telephone');
      telephone.call('MZ1');
      await telephone.until(() => telephone.messages().length >= COUNT);
      const messages = telephone.messages();
      for (const { event, streamSid, frame } of messages)
        assert.deepEqual([event, streamSid, frame.length], ['media', 'MZ1', 160]);
      const [first, last] = [messages[0]?.at ?? 0, messages[COUNT - 1]?.at ?? 0];
      assert.ok(last - first > (COUNT - 1) * 20 - 200 - SLACK_MS, `all of it within ${last - first} ms`);

      const [socket] = emulator.sockets;
      assert.equal(socket?.query.get('encoding'), 'mulaw');
      const spoken = socket?.speeches[0]?.audio ?? Buffer.alloc(0);
      const heard = Buffer.concat(messages.map(({ frame }) => frame));
      const whole = Math.ceil(spoken.length / 160) * 160;
      assert.ok(spoken.length > 8000 && whole <= heard.length);
      assert.ok(heard.subarray(0, spoken.length).equals(spoken));
      assert.ok(heard.subarray(spoken.length, whole).every((sample) => sample === SILENT));
      telephone.leave();
    });

    it('is silent when a key is pressed: after the line was told to forget, no frame of before comes', async () => {
      await deploy('Telephony frames');
      const telephone = await openTelephone(nodeRed.url, '/telephone');
      telephone.call('MZ1');
      await telephone.until(() => telephone.messages().length > 10);
      telephone.press('5', 'MZ1');
      const cleared = () => telephone.messages().findIndex(({ event }) => event === 'clear');
      await telephone.until(() => cleared() > 0);
      assert.equal(telephone.messages()[cleared()]?.streamSid, 'MZ1');
      await emulator.waitForSocket(({ messages }) => messages.at(-1)?.type === 'Clear');

      telephone.call('MZ2');
      const behind = () => telephone.messages().slice(cleared() + 1);
      await telephone.until(() => behind().length > 10);
      for (const { event, streamSid, frame } of behind())
        assert.deepEqual([event, streamSid, frame.length], ['media', 'MZ2', 160]);
      telephone.leave();
    });

    it('closes the session when the line has left', async () => {
      await deploy('Telephony frames');
      const telephone = await openTelephone(nodeRed.url, '/telephone');
      telephone.call('MZ1');
      await telephone.until(() => telephone.messages().length > 0);
      telephone.leave();
      const { messages, close } = await emulator.waitForSocketEnd();
      assert.equal(messages.at(-1)?.type, 'Close');
      assert.equal(close?.code, 1000);
    });

    it('can be tried without a telephone', async () => {
      await deploy('Telephony frames', {}, ['phone-frame', 'phone-forget']);
      await pressButton(nodeRed, 'phone-call');
      await nodeRed.until('phone-frame-sink');
      await pressButton(nodeRed, 'phone-key');
      const [forget] = await nodeRed.until('phone-forget-sink');
      assert.deepEqual(forget?.payload, { event: 'clear', streamSid: 'nobody' });
    });
  });

  describe('"Two browsers, each its own voice"', () => {
    const FILE = 'Two browsers, each its own voice';
    const openBrowser = () => openClient(nodeRed.url, '/two/audio');

    it('serves the page', async () => {
      await deploy(FILE);
      const page = await fetch(`${nodeRed.url}/two`);
      assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
    });

    it('gives each browser what it has asked for, with its voice, and nothing else', async () => {
      await deploy(FILE);
      const [one, other] = await Promise.all([openBrowser(), openBrowser()]);
      one.send({ voice: 'aura-2-thalia-en', text: 'I am the first one.' });
      other.send({ voice: 'aura-2-draco-en', text: 'And I am another one.' });
      await assertHeard(one, await untilSpoken(emulator, 'aura-2-thalia-en', 1));
      await assertHeard(other, await untilSpoken(emulator, 'aura-2-draco-en', 1));

      one.send({ voice: 'aura-2-thalia-en', text: 'The first one again.' });
      const socket = await untilSpoken(emulator, 'aura-2-thalia-en', 2);
      await assertHeard(one, socket);
      await assertHeard(other, await untilSpoken(emulator, 'aura-2-draco-en', 1));
      assert.equal(emulator.sockets.length, 2);
      for (const client of [one, other]) client.leave();
    });

    it('closes the session of a browser that leaves, and leaves the other one alone', async () => {
      await deploy(FILE);
      const [one, other] = await Promise.all([openBrowser(), openBrowser()]);
      one.send({ voice: 'aura-2-thalia-en', text: 'I am about to go.' });
      other.send({ voice: 'aura-2-draco-en', text: 'I will stay.' });
      await assertHeard(one, await untilSpoken(emulator, 'aura-2-thalia-en', 1));
      await assertHeard(other, await untilSpoken(emulator, 'aura-2-draco-en', 1));
      one.leave();
      const { query, messages, close } = await emulator.waitForSocketEnd();
      assert.equal(query.get('model'), 'aura-2-thalia-en');
      assert.deepEqual([messages.at(-1)?.type, close?.by, close?.code], ['Close', 'server', 1000]);
      other.send({ voice: 'aura-2-draco-en', text: 'I am still here.' });
      await assertHeard(other, await untilSpoken(emulator, 'aura-2-draco-en', 2));
      other.leave();
    });

    it('says in words to whom it concerns what went wrong', async () => {
      await deploy(FILE);
      const [one, other] = await Promise.all([openBrowser(), openBrowser()]);
      emulator.fault({ kind: 'socket-refused', status: 402 });
      one.send({ voice: 'aura-2-thalia-en', text: 'Who pays for this?' });
      assert.match(await one.untilWords(/./), /credit.* \(PAYMENT_REQUIRED\)$/);
      one.send('This is no JSON.');
      await one.untilWords(/JSON/);
      other.send({ voice: 'aura-2-draco-en', text: 'Nothing happened here.' });
      await assertHeard(other, await untilSpoken(emulator, 'aura-2-draco-en', 1));
      for (const client of [one, other]) client.leave();
    });
  });

  describe('"Speak while you type"', () => {
    const FILE = 'Speak while you type';
    const voice = 'aura-2-thalia-en';

    it('serves the page', async () => {
      await deploy(FILE);
      const page = await fetch(`${nodeRed.url}/live`);
      assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
    });

    it('speaks words as sentences, and tells the page when it is silent', async () => {
      await deploy(FILE);
      const page = await openClient(nodeRed.url, '/live/audio');
      for (const text of ['This ', 'is ', 'one. ', 'This ', 'is ']) page.send({ text, voice });
      await assertHeard(page, await untilSpoken(emulator, voice, 1));
      page.send({ text: 'not', voice, complete: true });
      const { speeches } = await untilSpoken(emulator, voice, 2);
      assert.deepEqual(
        speeches.map(({ text }) => text.trim()),
        ['This is one.', 'This is not'],
      );
      page.send({ action: 'clear' });
      assert.deepEqual(JSON.parse(await page.untilWords(/stopped/)), { stopped: true });
      page.leave();
      await emulator.waitForSocketEnd();
    });

    it('tells the page what went wrong', async () => {
      await deploy(FILE);
      const page = await openClient(nodeRed.url, '/live/audio');
      emulator.fault({ kind: 'socket-refused', status: 401 });
      page.send({ text: 'Who is there? ', voice });
      assert.match(JSON.parse(await page.untilWords(/error/)).error, / \(AUTH\)$/);
      page.leave();
    });
  });
});

/** What the simulated model answers, as its function node has it. */
function answerOf(func: string): string {
  const [, answer = ''] = /const answer = ([\s\S]*?);/.exec(func) ?? [];
  return [...answer.matchAll(/"([^"]*)"/g)].map(([, text]) => text).join('');
}

function tidy(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function spokenIn({ speeches }: RecordedSocket): string {
  return tidy(speeches.map(({ text }) => text).join(' '));
}

/** The socket of a voice, when so many texts have been spoken over it to their end. */
function untilSpoken(emulator: Emulator, model: string, count: number): Promise<RecordedSocket> {
  return emulator.waitForSocket(
    ({ query, speeches }) =>
      query.get('model') === model && speeches.filter(({ end }) => end === 'complete').length >= count,
  );
}

/** Waits until a client has heard as much as was spoken over a socket, and compares. */
async function assertHeard(client: Client, { speeches }: RecordedSocket): Promise<void> {
  const spoken = Buffer.concat(speeches.map(({ audio }) => audio));
  assert.ok(spoken.length > 0);
  await client.until(() => client.audio().length >= spoken.length);
  assert.ok(client.audio().equals(spoken), 'what was heard is what was spoken');
}
