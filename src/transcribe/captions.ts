import type { Answer } from './answer.js';
import { hasSpeakers, type Turn, turnsOf } from './turns.js';

/** What captions can be written as: SubRip (`srt`) or WebVTT (`vtt`). */
export type CaptionFormat = 'srt' | 'vtt';

/** Words that a caption has at most; what Deepgram's own library takes. */
const LINE_LENGTH = 8;

/** One caption, in the form in which `@deepgram/captions` takes words. */
interface Caption {
  readonly word: string;
  /** Seconds. */
  readonly start: number;
  readonly end: number;
  readonly speaker?: number;
}

/**
 * Writes what was said as captions, in order of time over all channels. A caption ends with its speaker, at a pause
 * and after eight words; where speakers are told apart, they are named by their numbers, from 1. After 24 hours, the
 * library's clock begins anew.
 *
 * @returns captions without one where nothing was said: an empty text, or WebVTT's heading alone
 */
export async function captionsOf(answer: Answer, format: CaptionFormat): Promise<string> {
  const lines = captions(answer, format).map((caption) => [caption]);
  // Without a line, the library fails.
  if (lines.length === 0) return format === 'vtt' ? 'WEBVTT\n' : '';
  const { srt, webvtt } = await import('@deepgram/captions');
  const converter = { transcriptionData: answer, getLines: () => lines };
  return format === 'vtt' ? webvtt(converter) : srt(converter);
}

function captions(answer: Answer, format: CaptionFormat): Caption[] {
  const isNamed = hasSpeakers(answer);
  return turnsOf(answer)
    .flatMap((turn) => linesOf(turn, format, isNamed))
    .sort((one, other) => one.start - other.start);
}

function linesOf({ words, separator, speaker }: Turn, format: CaptionFormat, isNamed: boolean): Caption[] {
  const lines: Caption[] = [];
  for (let at = 0; at < words.length; at += LINE_LENGTH) {
    const line = words.slice(at, at + LINE_LENGTH);
    const start = milliseconds(line[0]?.start ?? 0);
    const text = line.map((word) => word.text).join(separator);
    const end = Math.max(start + 1, ...line.map((word) => milliseconds(word.end)));
    lines.push({
      word: format === 'vtt' ? escapeForVtt(text) : text,
      start: seconds(start),
      end: seconds(end),
      ...(isNamed && { speaker }),
    });
  }
  return lines;
}

function milliseconds(time: number): number {
  return Math.round(time * 1000);
}

// The library cuts off what is less than a millisecond, and 1.001 * 1000 is less than 1001.
function seconds(time: number): number {
  return (time + 0.5) / 1000;
}

// WebVTT, section 4.2.2: cue text is markup, and an arrow would be taken for a line of times.
function escapeForVtt(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
