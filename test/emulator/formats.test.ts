import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { bytesOf, decode, refusalOf, speak } from './support.js';

interface Row {
  readonly encoding: string;
  /** The default first; without any, `container` is refused. */
  readonly containers: readonly string[];
  /** The default first; without any, `sample_rate` is refused. */
  readonly rates: readonly number[];
  /** The default first; without any, `bit_rate` is refused. */
  readonly bitRates: readonly number[];
  /** In place of a list. */
  readonly bitRange?: readonly [number, number];
  readonly type: string;
}

const v1: readonly Row[] = [
  {
    encoding: 'linear16',
    containers: ['wav', 'none'],
    rates: [24000, 8000, 16000, 32000, 48000],
    bitRates: [],
    type: 'l16',
  },
  { encoding: 'mulaw', containers: ['wav', 'none'], rates: [8000, 16000], bitRates: [], type: 'mulaw' },
  { encoding: 'alaw', containers: ['wav', 'none'], rates: [8000, 16000], bitRates: [], type: 'alaw' },
  { encoding: 'mp3', containers: [], rates: [], bitRates: [48000, 32000], type: 'audio/mpeg' },
  {
    encoding: 'opus',
    containers: ['ogg'],
    rates: [],
    bitRates: [12000, 4000, 64000, 650000],
    bitRange: [4000, 650000],
    type: 'audio/ogg;codecs=opus',
  },
  {
    encoding: 'flac',
    containers: [],
    rates: [22050, 8000, 16000, 32000, 48000],
    bitRates: [],
    type: 'audio/flac',
  },
  {
    encoding: 'aac',
    containers: [],
    rates: [],
    bitRates: [48000, 4000, 96000, 192000],
    bitRange: [4000, 192000],
    type: 'audio/aac',
  },
];

const v2: readonly Row[] = v1.map((row) => {
  if (row.encoding === 'linear16') return { ...row, rates: [...row.rates, 44100] };
  if (row.encoding === 'mp3') return { ...row, bitRates: [48000, 8000, 16000, 24000, 32000, 40000] };
  return row;
});

const versions = [
  { path: '/v1/speak', voice: 'aura-2-thalia-en', rows: v1 },
  { path: '/v2/speak', voice: 'flux-kit-en', rows: v2 },
] as const;

/** A parameter's value, or nothing where it is left out. */
type Value = string | number | undefined;

function legal(row: Row, container: Value, rate: Value, bitRate: Value): boolean {
  const inRange =
    row.bitRange !== undefined && Number(bitRate) >= row.bitRange[0] && Number(bitRate) <= row.bitRange[1];
  return (
    (container === undefined || row.containers.includes(String(container))) &&
    (rate === undefined || row.rates.includes(Number(rate))) &&
    (bitRate === undefined || row.bitRates.includes(Number(bitRate)) || inRange)
  );
}

function queryOf(parameters: Record<string, Value>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined) query.set(name, `${value}`);
  return query.toString();
}

describe('the emulator encodes', () => {
  let emulator: Emulator;
  before(async () => {
    emulator = await startEmulator();
  });
  after(() => emulator.close());

  for (const { path, voice, rows } of versions) {
    for (const row of rows) {
      for (const container of row.containers.length > 0 ? row.containers : [undefined]) {
        for (const rate of row.rates.length > 0 ? row.rates : [undefined]) {
          for (const bit_rate of row.bitRates.length > 0 ? row.bitRates : [undefined]) {
            const query = queryOf({ encoding: row.encoding, container, sample_rate: rate, bit_rate });
            it(`${path} ${query}, and ffmpeg plays it without a word`, async () => {
              const response = await speak(emulator, { path, query: `model=${voice}&${query}` });
              const audio = await bytesOf(response);
              assert.equal(response.status, 200, audio.toString());
              const raw = row.type.startsWith('audio/') ? row.type : `audio/${row.type};rate=${rate}`;
              assert.equal(response.headers.get('content-type'), container === 'wav' ? 'audio/wav' : raw);
              const format = { linear16: 's16le' }[row.encoding] ?? row.encoding;
              const input = container === 'none' ? ['-f', format, '-ar', `${rate}`, '-ac', '1'] : [];
              const { complaints, seconds, loudness } = await decode(audio, input);
              assert.equal(complaints, '');
              assert.ok(seconds > 1.5 && seconds < 5, `${seconds} s`);
              assert.ok(loudness > 0.02, `loudness ${loudness}`);
              // Below, the frames' headers weigh; above, the encoders have nothing more to say.
              if (bit_rate !== undefined && bit_rate >= 8000 && bit_rate <= 48000) {
                const measured = (audio.length * 8) / seconds;
                assert.ok(measured > bit_rate * 0.7 && measured < bit_rate * 1.5, `${measured} bit/s`);
              }
            });
          }
        }
      }
    }

    it(`${path} with mp3 when no encoding is asked for`, async () => {
      const response = await speak(emulator, { path, query: `model=${voice}` });
      assert.equal(response.headers.get('content-type'), 'audio/mpeg');
      await response.arrayBuffer();
    });

    for (const { encoding, containers, rates, bitRates } of rows) {
      it(`${path} ${encoding} with Deepgram's defaults where nothing more is said`, async () => {
        const least = await speak(emulator, { path, query: `model=${voice}&encoding=${encoding}` });
        const full = queryOf({
          encoding,
          container: containers[0],
          sample_rate: rates[0],
          bit_rate: bitRates[0],
        });
        const most = await speak(emulator, { path, query: `model=${voice}&${full}` });
        assert.deepEqual(await bytesOf(least), await bytesOf(most));
      });
    }
  }
});

describe('the emulator refuses', () => {
  let emulator: Emulator;
  before(async () => {
    emulator = await startEmulator();
    emulator.fault({ kind: 'callback-lost', times: Number.POSITIVE_INFINITY });
  });
  after(() => emulator.close());

  const containers: readonly Value[] = [undefined, 'none', 'wav', 'ogg'];
  const rates: readonly Value[] = [undefined, 8000, 11025, 16000, 22050, 24000, 32000, 44100, 48000];
  const bitRates: readonly Value[] = [undefined, 1, 4000, 8000, 32000, 48000, 192001, 650001];

  for (const { path, voice, rows } of versions) {
    for (const row of rows) {
      it(`${path} ${row.encoding} in every combination that is not in the table`, async () => {
        for (const container of containers) {
          for (const sample_rate of rates) {
            const asked = bitRates.map(async (bit_rate) => {
              const format = queryOf({ encoding: row.encoding, container, sample_rate, bit_rate });
              // With a callback that is lost, the table is checked and nothing is spoken.
              const query = `model=${voice}&callback=https://example.com&${format}`;
              const response = await speak(emulator, { path, query });
              const body = (await response.json()) as Record<string, unknown>;
              const refused = [response.status, body.err_code];
              const expected = legal(row, container, sample_rate, bit_rate)
                ? [200, undefined]
                : [400, 'UNSUPPORTED_AUDIO_FORMAT'];
              assert.deepEqual(refused, expected, format);
            });
            await Promise.all(asked);
          }
        }
      });
    }
  }

  const texts: readonly [query: string, message: string][] = [
    ['container=none', '`container` is not applicable when `encoding=mp3`'],
    ['encoding=mp3&sample_rate=22050', '`sample_rate` is not applicable when `encoding=mp3`'],
    ['sample_rate=24000', '`sample_rate` is not applicable when `encoding=mp3`'],
    ['encoding=opus&container=none', '`container=none` is invalid when `encoding=opus`'],
    ['encoding=mulaw&sample_rate=24000', '`sample_rate` must be 8000 or 16000 when `encoding=mulaw`'],
    [
      'encoding=linear16&sample_rate=44100',
      '`sample_rate` must be 8000, 16000, 24000, 32000, or 48000 when `encoding=linear16`',
    ],
    ['encoding=linear16&bit_rate=48000', '`bit_rate` is not applicable when `encoding=linear16`'],
    ['bit_rate=9', '`bit_rate` must be 32000 or 48000 when `encoding=mp3`'],
  ];
  for (const [query, message] of texts) {
    it(`${query} in Deepgram's words`, async () => {
      assert.deepEqual(await refusalOf(await speak(emulator, { query })), [
        400,
        'UNSUPPORTED_AUDIO_FORMAT',
        `Unsupported audio format: ${message}.`,
      ]);
    });
  }
});
