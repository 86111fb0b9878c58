import { Refusal } from '../refusal.js';
import { type Encoding, type FormatRow, formats, type Range, type SpeakVersion } from './formats.js';

/** How the audio is to be encoded; what is not asked for is filled in. */
export interface AudioFormat {
  readonly encoding: Encoding;
  /** `none` where the encoding has no container. */
  readonly container: string;
  /** In Hz. */
  readonly sampleRate: number;
  /** In bit/s; absent where the encoding has none. */
  readonly bitRate?: number;
}

/** What the query asks for. */
export interface AskedFormat {
  readonly encoding?: Encoding;
  readonly container?: string;
  readonly sample_rate?: number;
  readonly bit_rate?: number;
}

/** The format asked for, with defaults, or a {@link Refusal} 400 for a combination Deepgram does not make. */
export function chooseFormat(version: SpeakVersion, asked: AskedFormat): AudioFormat {
  const encoding = asked.encoding ?? 'mp3';
  return formatOf(encoding, formats[version][encoding], asked);
}

/** The format of an encoding, as far as a row allows it. */
export function formatOf(encoding: Encoding, row: FormatRow, asked: AskedFormat): AudioFormat {
  checkContainer(encoding, row, asked.container);
  checkNumber('sample_rate', encoding, row.sampleRates, asked.sample_rate);
  checkNumber('bit_rate', encoding, row.bitRates, asked.bit_rate);
  const bitRate = asked.bit_rate ?? row.bitRate;
  return {
    encoding,
    container: asked.container ?? row.containers?.[0] ?? 'none',
    sampleRate: asked.sample_rate ?? row.sampleRate,
    ...(bitRate === undefined ? {} : { bitRate }),
  };
}

/** The `Content-Type` of audio in a format. */
export function contentType(version: SpeakVersion, format: AudioFormat): string {
  const pattern = formats[version][format.encoding].contentTypes[format.container] ?? '';
  return pattern.replace('{rate}', String(format.sampleRate));
}

function checkContainer(encoding: Encoding, row: FormatRow, container: string | undefined): void {
  if (container === undefined || row.containers?.includes(container)) return;
  if (row.containers === undefined)
    throw unsupported(`\`container\` is not applicable when \`encoding=${encoding}\``);
  throw unsupported(`\`container=${container}\` is invalid when \`encoding=${encoding}\``);
}

function checkNumber(
  parameter: string,
  encoding: Encoding,
  allowed: readonly number[] | Range | undefined,
  value: number | undefined,
): void {
  if (value === undefined) return;
  if (allowed === undefined) {
    throw unsupported(`\`${parameter}\` is not applicable when \`encoding=${encoding}\``);
  }
  const fits = 'from' in allowed ? value >= allowed.from && value <= allowed.to : allowed.includes(value);
  if (!fits) throw unsupported(`\`${parameter}\` must be ${inWords(allowed)} when \`encoding=${encoding}\``);
}

// The wording of a list was seen on the wire ("8000, 16000, or 48000"); that of a range is not published.
function inWords(allowed: readonly number[] | Range): string {
  if ('from' in allowed) return `between ${allowed.from} and ${allowed.to}`;
  if (allowed.length < 3) return allowed.join(' or ');
  return `${allowed.slice(0, -1).join(', ')}, or ${allowed.at(-1)}`;
}

// The documentation has INVALID_QUERY_PARAMETER here; the wire has this code (livekit/agents #2463).
function unsupported(reason: string): Refusal {
  return new Refusal(400, 'UNSUPPORTED_AUDIO_FORMAT', `Unsupported audio format: ${reason}.`);
}
