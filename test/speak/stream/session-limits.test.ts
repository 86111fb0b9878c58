import assert from 'node:assert/strict';
import { type Emulator, type SpeakStreamOptions, startEmulator } from '../../../emulator/server.js';
import {
  assertSound,
  openSessionAt,
  type SessionUnderTest,
  sentAudio,
  textsOf,
  typesOf,
} from '../../helpers/speak-session.js';

/** A minute of Deepgram's is a second here. */
const SPEED = 60;
const FAST = { flushWindow: 65_000 / SPEED, characterWindow: 61_000 / SPEED };

describe("Deepgram's limits", () => {
  let emulator: Emulator;
  let one: SessionUnderTest;

  afterEach(async () => {
    await one.session.end();
    await emulator.close();
  });

  async function start(speakStream: SpeakStreamOptions = {}): Promise<void> {
    emulator = await startEmulator({ speakStream, sockets: { clock: { speed: SPEED } } });
  }

  /** Every text that was said came out whole, and once. */
  function assertAllSpoken(): void {
    assertSound(one);
    assert.ok(one.said.every(({ ends }) => ends[0] === undefined));
    const spoken = emulator.sockets.flatMap(({ speeches }) => speeches);
    const heard = one.utterances();
    assert.equal(heard.map(({ text }) => text).join(''), one.said.map(({ text }) => text).join(''));
    for (const { text, audio } of heard) {
      assert.equal(spoken.filter((speech) => speech.text === text).length, 1, text);
      assert.ok(audio.equals(sentAudio(emulator.sockets, text)), text);
    }
  }

  it('of flushes are kept: sixty sentences at once are spoken without a warning', async () => {
    await start();
    one = openSessionAt(emulator, { limits: FAST });
    for (let count = 1; count <= 60; count += 1) one.speak(`Number ${count}. `);
    await one.allEnded();
    assert.equal(one.count('Warning'), 0);
    assert.equal(emulator.sockets.length, 1);
    assertAllSpoken();
  });

  it('of flushes are kept: a sentence every now and then is spoken without a warning', async () => {
    await start();
    one = openSessionAt(emulator, { limits: FAST });
    for (let count = 1; count <= 40; count += 1) {
      one.speak(`Number ${count}. `);
      await one.until(
        () => one.count('Flushed') > 0 && one.said.filter(({ ends }) => ends.length === 0).length < 3,
      );
    }
    await one.allEnded();
    assert.equal(one.count('Warning'), 0);
    assertAllSpoken();
  });

  it('of characters are kept: more than two minutes’ worth is spoken on one socket', async () => {
    await start();
    one = openSessionAt(emulator, { limits: FAST });
    for (let count = 1; count <= 10; count += 1) one.speak(`${count}: ${'one two six ten '.repeat(32)}end. `);
    await one.allEnded();
    assert.deepEqual([emulator.sockets.length, one.count('close')], [1, 0]);
    assertAllSpoken();
  }).timeout(60_000);

  it('of characters do not make what is merged wait when less of it could be said at once', async () => {
    await start({ limits: { flushes: 1000 } });
    // Ten flushes are free, and the eleventh comes some 600 ms later; its minute of characters is a long one.
    one = openSessionAt(emulator, { limits: { flushWindow: 6500, characterWindow: 60_000 } });
    for (let count = 1; count <= 60; count += 1) one.speak(`Number ${count}: ${'abcd '.repeat(9)}. `);
    const isEleventh = ({ type }: { type?: string }, index: number) => type === 'Flush' && index === 21;
    await emulator.waitForSocket(({ messages }) => messages.some(isEleventh));
  }).timeout(6000);

  for (const warnings of ['wire', 'specification'] as const) {
    for (const refusals of ['in turn', 'at once'] as const) {
      it(`a refused flush is repeated, and its text spoken once (${warnings}, ${refusals})`, async () => {
        await start({ warnings, refusals });
        emulator.fault({ kind: 'speech-excessive-flush', times: 2 });
        one = openSessionAt(emulator, { limits: FAST });
        one.speak('It is refused first. ');
        one.speak('And this comes behind.');
        await one.allEnded();
        assert.equal(one.count('Warning'), 2);
        assert.deepEqual(typesOf(emulator.sockets[0] ?? assert.fail()), [
          ...['Speak', 'Flush', 'Flush', 'Flush'],
          ...['Speak', 'Flush'],
        ]);
        assertAllSpoken();
      });
    }
  }

  it('a refused flush is repeated also while more and more text comes', async () => {
    await start();
    emulator.fault({ kind: 'speech-excessive-flush' });
    // Repeated after 200 ms.
    one = openSessionAt(emulator, { limits: { ...FAST, flushWindow: 4000 } });
    one.speak('It is refused. ');
    await one.until(() => one.count('Warning') === 1);
    let typed = 0;
    const isRepeated = one.until(() => one.count('Flushed') > 0).then(() => typed);
    const typing = setInterval(() => {
      typed += 1;
      if (typed < 75) one.speak('More. ');
      else clearInterval(typing);
    }, 20);
    const typedBefore = await isRepeated;
    clearInterval(typing);
    assert.ok(typedBefore < 75, 'It was not repeated for 1.5 s, until no more text came.');
    await one.session.end();
  });

  it('a refused flush can be cleared', async () => {
    await start();
    emulator.fault({ kind: 'speech-excessive-flush' });
    one = openSessionAt(emulator, { limits: FAST });
    one.speak('It is refused. ');
    await one.until(() => one.count('Warning') === 1);
    one.session.clear();
    one.speak('This is not.');
    await one.allEnded();
    assertSound(one);
    assert.deepEqual(
      emulator.sockets[0]?.speeches.map(({ text }) => text),
      ['This is not.'],
    );
  });

  it('a socket that is closed over too many characters loses no text', async () => {
    await start({ limits: { characters: 30 } });
    one = openSessionAt(emulator, { limits: FAST });
    one.speak('Twenty characters… ');
    one.speak('Another twenty here.');
    await one.allEnded();
    assert.match(emulator.sockets[0]?.close?.reason ?? '', /DATA-0001/);
    assert.equal(emulator.sockets.length, 2);
    assert.ok(one.said.every(({ ends }) => ends[0] === undefined));
    assertSound(one);
    for (const { text } of one.said)
      assert.deepEqual(one.utterance(text).audio, sentAudio(emulator.sockets, text));
  });

  it('of life: a fresh socket takes over between utterances, before the old one is cut; no word is lost', async () => {
    // 60 minutes are 1 s here.
    emulator = await startEmulator({ sockets: { clock: { speed: 3600 } } });
    one = openSessionAt(emulator, { limits: { ...FAST, flushWindow: 1, characterWindow: 1, life: 700 } });
    const begun = performance.now();
    for (let count = 1; performance.now() - begun < 2500; count += 1) {
      one.speak(`Sentence number ${count} is said. `);
      await one.allEnded();
    }
    assert.ok(emulator.sockets.length >= 3, `${emulator.sockets.length} sockets`);
    assertAllSpoken();
    const [first, second] = emulator.sockets;
    const end = await emulator.waitForSocketEnd(({ requestId }) => requestId === first?.requestId);
    assert.equal(end.close?.code, 1000);
    assert.ok(
      (second?.at ?? 0) <= (end.close?.at ?? 0),
      'The second one was there before the first one ended.',
    );
    assert.deepEqual(
      emulator.sockets.filter(({ close }) => close && close.code !== 1000),
      [],
    );
    assert.equal(emulator.sockets.flatMap((socket) => textsOf(socket)).length, one.said.length);
  });

  it('of a message: text behind white space is not over it', async () => {
    await start();
    one = openSessionAt(emulator, { limits: { ...FAST, message: 200 } });
    one.speak(`One.${' '.repeat(50)}${'Word '.repeat(40).trim()}.`);
    await one.allEnded();
    const lengths = emulator.sockets.flatMap((socket) => textsOf(socket)).map((text) => String(text).length);
    assert.ok(Math.max(...lengths) <= 200, `${lengths}`);
  });
});
