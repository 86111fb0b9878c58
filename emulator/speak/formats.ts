/** The endpoint's version: `/v1/speak` serves Aura voices, `/v2/speak` Flux voices. */
export type SpeakVersion = 'v1' | 'v2';

/** Both ends allowed. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** One encoding's row; a parameter without an entry is "not applicable" and refused. */
export interface FormatRow {
  /** The default first. */
  readonly containers?: readonly string[];
  readonly sampleRates?: readonly number[];
  /** In Hz, when none is asked for. */
  readonly sampleRate: number;
  readonly bitRates?: readonly number[] | Range;
  /** In bit/s, when none is asked for. */
  readonly bitRate?: number;
  /** By container; `{rate}` is the sample rate. */
  readonly contentTypes: Readonly<Record<string, string>>;
}

export type Encoding = 'linear16' | 'mulaw' | 'alaw' | 'mp3' | 'opus' | 'flac' | 'aac';

/** developers.deepgram.com/docs/tts-media-output-settings, and deepgram-api-specs `openapi.yml`. */
const aura: Readonly<Record<Encoding, FormatRow>> = {
  linear16: {
    containers: ['wav', 'none'],
    sampleRates: [8000, 16000, 24000, 32000, 48000],
    sampleRate: 24000,
    contentTypes: { wav: 'audio/wav', none: 'audio/l16;rate={rate}' },
  },
  mulaw: {
    containers: ['wav', 'none'],
    sampleRates: [8000, 16000],
    sampleRate: 8000,
    contentTypes: { wav: 'audio/wav', none: 'audio/mulaw;rate={rate}' },
  },
  alaw: {
    containers: ['wav', 'none'],
    sampleRates: [8000, 16000],
    sampleRate: 8000,
    contentTypes: { wav: 'audio/wav', none: 'audio/alaw;rate={rate}' },
  },
  // The documentation says 22,050 Hz; a capture of 2026-09-16 published with ha-deepgram-tts shows 24,000 Hz.
  mp3: {
    sampleRate: 22050,
    bitRates: [32000, 48000],
    bitRate: 48000,
    contentTypes: { none: 'audio/mpeg' },
  },
  opus: {
    containers: ['ogg'],
    sampleRate: 48000,
    bitRates: { from: 4000, to: 650000 },
    bitRate: 12000,
    contentTypes: { ogg: 'audio/ogg;codecs=opus' },
  },
  // The default rate of flac is not published.
  flac: {
    sampleRates: [8000, 16000, 22050, 32000, 48000],
    sampleRate: 22050,
    contentTypes: { none: 'audio/flac' },
  },
  aac: {
    sampleRate: 22050,
    bitRates: { from: 4000, to: 192000 },
    bitRate: 48000,
    contentTypes: { none: 'audio/aac' },
  },
};

const flux: Readonly<Record<Encoding, FormatRow>> = {
  ...aura,
  linear16: { ...aura.linear16, sampleRates: [8000, 16000, 24000, 32000, 44100, 48000] },
  mp3: { ...aura.mp3, bitRates: [8000, 16000, 24000, 32000, 40000, 48000] },
};

/** What each endpoint can encode. */
export const formats: Readonly<Record<SpeakVersion, Readonly<Record<Encoding, FormatRow>>>> = {
  v1: aura,
  v2: flux,
};
