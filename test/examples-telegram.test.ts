import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../emulator/server.js';
import { deployExample, pressButton } from './examples/deploy.js';
import { openTelegram, type Telegram } from './examples/telegram.js';
import type { NodeRed } from './helpers/node-red.js';
import { say, silence } from './helpers/recordings.js';
import { sharedNodeRed } from './helpers/shared.js';

/** As Telegram's apps record it. */
const VOICE_NOTE = 'encoding=opus&container=ogg';

describe('"Telegram voice note to text"', () => {
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let telegram: Telegram;
  before(async () => {
    [nodeRed, emulator] = await Promise.all([sharedNodeRed(), startEmulator()]);
  });
  after(() => emulator.close());
  beforeEach(async () => {
    telegram = await openTelegram();
  });
  afterEach(async () => {
    // With its flow, the clock that asks stops, and what it has remembered goes.
    await nodeRed.deploy([]);
    telegram.close();
  });

  /** @param env - what the tab has in its environment, besides the address */
  async function deploy(env: Record<string, string> = {}, tapped: string[] = []): Promise<void> {
    const values = { TELEGRAM: telegram.url, TELEGRAM_TOKEN: telegram.token, ...env };
    const changes = {
      'note-tab': { env: Object.entries(values).map(([name, value]) => ({ name, value, type: 'str' })) },
    };
    await deployExample(nodeRed, emulator, 'Telegram voice note to text', { changes, tapped });
  }
  const tick = () => pressButton(nodeRed, 'note-tick');

  it('answers a voice note with what is said in it, once', async () => {
    const note = telegram.sendVoiceNote(42, await say(emulator, 'Please bring some bread.', VOICE_NOTE));
    await deploy();
    await tick();
    const [answer] = await telegram.sent(1);
    assert.deepEqual(answer, {
      ...{ chat_id: 42, text: 'Please bring some bread.', reply_parameters: { message_id: note } },
    });
    assert.equal(telegram.asked[0], 'getUpdates?offset=0');

    telegram.sendText(42, 'And milk.');
    const other = telegram.sendVoiceNote(43, await say(emulator, 'I am on my way.', VOICE_NOTE));
    await tick();
    const [, second] = await telegram.sent(2);
    assert.deepEqual([second?.chat_id, second?.text], [43, 'I am on my way.']);
    assert.equal(second?.reply_parameters.message_id, other);
    assert.ok(telegram.asked.includes('getUpdates?offset=7001'), 'what was seen is behind it');
  });

  it('keeps the token where it belongs: neither Deepgram, nor the message, nor the log gets it', async () => {
    const said = await say(emulator, 'A secret.', VOICE_NOTE);
    const asked = emulator.requests.length;
    telegram.sendVoiceNote(42, said);
    const before = nodeRed.log().length;
    await deploy({}, ['note-transcribe']);
    await tick();
    const [message] = await nodeRed.until('note-transcribe-sink');
    await telegram.sent(1);
    const requests = emulator.requests.slice(asked);
    assert.equal(requests.length, 1);
    for (const text of [JSON.stringify(requests), JSON.stringify(message), nodeRed.log().slice(before)]) {
      assert.ok(!text.includes(telegram.token), text);
    }
  });

  it('says of what it can’t read why, and of silence that it was silent', async () => {
    telegram.sendVoiceNote(42, Buffer.from('This is a text.'));
    telegram.sendVoiceNote(43, silence(2));
    await deploy();
    await tick();
    const answers = await telegram.sent(2);
    assert.deepEqual(
      new Map(answers.map(({ chat_id, text }) => [chat_id, text])),
      new Map([
        [42, 'I can’t read that: This is text, not audio.'],
        [43, 'Nothing was said.'],
      ]),
    );
  });

  it('admits the chats that are named, and no others', async () => {
    const note = await say(emulator, 'It is me.', VOICE_NOTE);
    for (const chat of [41, 42, 43]) telegram.sendVoiceNote(chat, note);
    await deploy({ TELEGRAM_CHATS: '42, 43' }, ['note-notes']);
    await tick();
    const admitted = await nodeRed.until('note-notes-sink', 2);
    assert.deepEqual(
      admitted.map(({ chat }) => chat),
      [42, 43],
    );
    await telegram.sent(2);
  });

  it('asks nothing without a token, and says that a wrong one is not known', async () => {
    await deploy({ TELEGRAM_TOKEN: '' });
    await tick();
    await deploy({ TELEGRAM_TOKEN: '1:wrong' }, ['note-catch-telegram']);
    assert.deepEqual(telegram.asked, []);
    await tick();
    const [caught] = await nodeRed.until('note-catch-telegram-sink');
    assert.equal((caught?.error as { message?: string } | undefined)?.message, 'Telegram: Unauthorized');
    assert.ok(!JSON.stringify(caught).includes('1:wrong'));
  });
});
