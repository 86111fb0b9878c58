import assert from 'node:assert/strict';
import type { Emulator } from '../../emulator/server.js';
import { decode } from '../helpers/ffmpeg.js';
import { type Ledger, openLedger } from '../helpers/ledger.js';
import { sharedEmulator, sharedNodeRed } from '../helpers/shared.js';
import { speakFlow } from '../helpers/speak-flow.js';

interface Row {
  encoding: string;
  container?: string;
  sample_rate?: number;
  bit_rate?: number;
}

const VOICES = { v1: 'aura-2-thalia-en', v2: 'flux-kit-en' };
const SENTENCE = 'This is how it sounds.';
const ENCODINGS = ['linear16', 'mulaw', 'alaw', 'mp3', 'opus', 'flac', 'aac'];

// Written from Deepgram's documentation of media output settings, not from the table under test.
const G711_RATES = [8000, 16000];
const FLAC_RATES = [8000, 16000, 22050, 32000, 48000];
const RATES = {
  v1: { linear16: [8000, 16000, 24000, 32000, 48000], mp3: [32000, 48000] },
  v2: {
    linear16: [8000, 16000, 24000, 32000, 44100, 48000],
    mp3: [8000, 16000, 24000, 32000, 40000, 48000],
  },
};
const OTHER_RATES = [8000, 11025, 16000, 22050, 24000, 32000, 44100, 48000, 96000];
const OTHER_BIT_RATES = [3999, 8000, 16000, 24000, 32000, 33000, 40000, 48000, 192001, 650001];

type Version = keyof typeof VOICES;

/** Every combination that Deepgram documents; of ranges, the ends. */
function legalRows(version: Version): Row[] {
  const pcm = (encoding: string, rates: number[]): Row[] => [
    { encoding },
    ...['wav', 'none'].flatMap((container) =>
      rates.map((sample_rate) => ({ encoding, container, sample_rate })),
    ),
  ];
  const coded = (encoding: string, bitRates: number[]): Row[] => [
    { encoding },
    ...bitRates.map((bit_rate) => ({ encoding, bit_rate })),
  ];
  return [
    ...pcm('linear16', RATES[version].linear16),
    ...pcm('mulaw', G711_RATES),
    ...pcm('alaw', G711_RATES),
    ...coded('mp3', RATES[version].mp3),
    ...coded('opus', [4000, 12000, 650000]),
    { encoding: 'opus', container: 'ogg' },
    ...coded('aac', [4000, 48000, 192000]),
    { encoding: 'flac' },
    ...FLAC_RATES.map((sample_rate) => ({ encoding: 'flac', sample_rate })),
  ];
}

/** Every combination of one parameter too many or with a wrong value. */
function illegalRows(version: Version): Row[] {
  const legal = new Set(legalRows(version).map((row) => JSON.stringify(row)));
  const inRange = ({ encoding, bit_rate = 0 }: Row) =>
    (encoding === 'opus' && bit_rate >= 4000 && bit_rate <= 650000) ||
    (encoding === 'aac' && bit_rate >= 4000 && bit_rate <= 192000);
  const isAllowedAlone = (row: Row) =>
    legal.has(JSON.stringify(row)) ||
    legal.has(JSON.stringify({ ...row, container: 'wav', ...row })) ||
    inRange(row);
  return ENCODINGS.flatMap((encoding): Row[] => [
    ...['wav', 'none', 'ogg', 'mp4'].map((container) => ({ encoding, container })),
    ...OTHER_RATES.map((sample_rate) => ({ encoding, sample_rate })),
    ...OTHER_BIT_RATES.map((bit_rate) => ({ encoding, bit_rate })),
  ]).filter(
    (row) => !isAllowedAlone(reorder(row)) && !(isPcm(row) && ['wav', 'none'].includes(row.container ?? '')),
  );
}

function reorder({ encoding, container, sample_rate, bit_rate }: Row): Row {
  return {
    encoding,
    ...(isPcm({ encoding }) && sample_rate && { container: 'wav' }),
    ...(container && { container }),
    ...(sample_rate && { sample_rate }),
    ...(bit_rate && { bit_rate }),
  };
}

function isPcm({ encoding }: Row): boolean {
  return ['linear16', 'mulaw', 'alaw'].includes(encoding);
}

function contentTypeOf({ encoding, container, sample_rate }: Row): string {
  const types: Record<string, string> = {
    mp3: 'audio/mpeg',
    opus: 'audio/ogg;codecs=opus',
    flac: 'audio/flac',
    aac: 'audio/aac',
    linear16: `audio/l16;rate=${sample_rate}`,
    mulaw: `audio/mulaw;rate=${sample_rate}`,
    alaw: `audio/alaw;rate=${sample_rate}`,
  };
  return isPcm({ encoding }) && container !== 'none' ? 'audio/wav' : (types[encoding] ?? '');
}

/** What ffmpeg must be told about samples without a header. */
function rawOptions({ encoding, container, sample_rate }: Row): string[] {
  if (container !== 'none') return [];
  const format = { linear16: 's16le', mulaw: 'mulaw', alaw: 'alaw' }[encoding] ?? '';
  return ['-f', format, '-ar', String(sample_rate), '-ac', '1'];
}

/** Root mean square of 16-bit samples, 0 to 1. */
function loudness(samples: Buffer): number {
  let sum = 0;
  for (let i = 0; i + 1 < samples.length; i += 2) sum += (samples.readInt16LE(i) / 32768) ** 2;
  return Math.sqrt(sum / (samples.length / 2));
}

const named = (row: Row) =>
  Object.entries(row)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');

for (const version of ['v1', 'v2'] as const) {
  describe(`deepgram-speak, encodings of /${version}/speak`, () => {
    let emulator: Emulator;
    let ledger: Ledger;

    before(async () => {
      emulator = await sharedEmulator();
      emulator.clearFaults();
      const nodeRed = await sharedNodeRed();
      await nodeRed.deploy(speakFlow({ url: emulator.url, speak: { model: VOICES[version], params: {} } }));
      ledger = await openLedger(nodeRed);
    });

    after(() => ledger.balance());

    for (const row of legalRows(version)) {
      it(`${named(row)} is speech that a player decodes`, async () => {
        const { outputs, error } = await ledger.say({ payload: SENTENCE, deepgramOptions: row });
        assert.equal(error, undefined);
        const [{ payload, contentType, deepgram } = {}] = outputs;
        const audio = payload as Buffer;
        assert.equal(emulator.requests.at(-1)?.path, `/${version}/speak`);
        assert.equal(contentType, contentTypeOf({ sample_rate: deepgram?.sampleRate as number, ...row }));

        const { samples, complaints } = await decode(
          audio,
          String(deepgram?.extension),
          16000,
          rawOptions(row),
        );
        assert.equal(complaints, '');
        const seconds = samples.length / 2 / 16000;
        assert.ok(seconds > 0.8 && seconds < 4, `${seconds} s`);
        assert.ok(loudness(samples) > 0.005, `loudness ${loudness(samples)}`);
        // Encoders frame and pad; a player trims what the count of frames does not.
        assert.ok(
          Math.abs(Number(deepgram?.duration) - seconds) < 0.1,
          `${deepgram?.duration} s told, ${seconds} s heard`,
        );
        if (contentType === 'audio/wav') {
          assert.equal(audio.readUInt32LE(4), audio.length - 8, 'RIFF size');
          assert.equal(audio.readUInt32LE(40), audio.length - 44, 'data size');
        }
      });
    }

    for (const row of illegalRows(version)) {
      it(`${named(row)} is refused before anything is sent, as Deepgram would refuse it`, async () => {
        const { length } = emulator.requests;
        const { outputs, error } = await ledger.say({ payload: SENTENCE, deepgramOptions: row });
        assert.deepEqual(outputs, []);
        assert.equal(error?.code, 'BAD_REQUEST');
        assert.equal(emulator.requests.length, length, 'nothing was sent');
        const [parameter = '', value] = Object.entries(row)[1] ?? [];
        assert.ok(
          error?.message.includes(parameter.replace('_', ' ')) || error?.message.includes(parameter),
          error?.message,
        );

        const query = new URLSearchParams({
          model: VOICES[version],
          encoding: row.encoding,
          [parameter]: String(value),
        });
        const answer = await fetch(`${emulator.url}/${version}/speak?${query}`, {
          method: 'POST',
          headers: { authorization: `Token ${emulator.key}`, 'content-type': 'application/json' },
          body: JSON.stringify({ text: SENTENCE }),
        });
        assert.equal(answer.status, 400, 'Deepgram itself refuses it');
        await answer.arrayBuffer();
      });
    }
  });
}
