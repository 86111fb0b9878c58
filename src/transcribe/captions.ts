import type { Answer } from './answer.js';
import { hasSpeakers, type Turn, turnsOf } from './turns.js';

/** What captions can be written as: SubRip (`srt`) or WebVTT (`vtt`). */
export type CaptionFormat = 'srt' | 'vtt';

/** Words that a caption has at most; what Deepgram's own library, `@deepgram/captions`, takes. */
const LINE_LENGTH = 8;

/** What is shown for a shorter time than this can't be read. */
const READABLE_MS = 700;

/** One caption. Times are in milliseconds. */
interface Caption {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** From 1. */
  readonly speaker?: number;
}

/**
 * Writes what was said as captions, in order of time over all channels; none overlaps another. A caption
 * ends with its speaker, at a pause and after eight words; where speakers are told apart, they are named by their
 * numbers, from 1.
 *
 * @returns captions without one where nothing was said: an empty text, or WebVTT's heading alone
 */
export function captionsOf(answer: Answer, format: CaptionFormat): string {
  const captions = captionsIn(answer);
  const blocks = format === 'vtt' ? ['WEBVTT\n', ...captions.map(vttOf)] : captions.map(srtOf);
  return blocks.join('\n');
}

function captionsIn(answer: Answer): Caption[] {
  const isNamed = hasSpeakers(answer);
  const captions = turnsOf(answer)
    .flatMap((turn) => linesOf(turn, isNamed))
    .sort((one, other) => one.start - other.start);
  return oneAtATime(captions);
}

function linesOf({ words, separator, speaker }: Turn, isNamed: boolean): Caption[] {
  const lines: Caption[] = [];
  for (let at = 0; at < words.length; at += LINE_LENGTH) {
    const line = words.slice(at, at + LINE_LENGTH);
    const start = milliseconds(line[0]?.start ?? 0);
    const text = line.map((word) => word.text).join(separator);
    const end = Math.max(start + 1, ...line.map((word) => milliseconds(word.end)));
    lines.push({ text, start, end, ...(isNamed && { speaker }) });
  }
  return lines;
}

/**
 * A caption gives way to the next one, where words overlap or two people talk at once; but it stays long enough to
 * be read, and the next one comes as much later.
 */
function oneAtATime(captions: readonly Caption[]): Caption[] {
  let free = 0;
  return captions.map((caption, index) => {
    const start = Math.max(caption.start, free);
    const next = captions[index + 1]?.start ?? caption.end;
    const readable = start + Math.min(READABLE_MS, caption.end - caption.start);
    const end = Math.max(readable, Math.min(caption.end, next));
    free = end;
    return { ...caption, start, end };
  });
}

/** As `@deepgram/captions` writes it, whose clock begins anew after 24 hours: a speaker is named when another
 * one has spoken before. */
function srtOf({ text, speaker, ...times }: Caption, index: number, all: readonly Caption[]): string {
  const isOther = speaker !== undefined && speaker !== all[index - 1]?.speaker;
  const label = isOther ? `[Speaker ${speaker}]\n` : '';
  return `${index + 1}\n${timesOf(times, ',')}\n${label}${text}\n`;
}

function vttOf({ text, speaker, ...times }: Caption): string {
  const label = speaker === undefined ? '' : `<v Speaker ${speaker}>`;
  return `${timesOf(times, '.')}\n${label}${escapeForVtt(text)}\n`;
}

function timesOf({ start, end }: Pick<Caption, 'start' | 'end'>, point: ',' | '.'): string {
  return [start, end].map((time) => clock(time, point)).join(' --> ');
}

/** Hours have two figures, or more where they need them: WebVTT, section 3.3. */
function clock(time: number, point: ',' | '.'): string {
  const two = (number: number) => String(Math.floor(number)).padStart(2, '0');
  const [hours, minutes, seconds] = [time / 3_600_000, (time / 60_000) % 60, (time / 1000) % 60];
  return `${two(hours)}:${two(minutes)}:${two(seconds)}${point}${String(time % 1000).padStart(3, '0')}`;
}

function milliseconds(time: number): number {
  return Math.round(time * 1000);
}

// WebVTT, section 4.2.2: cue text is markup, and an arrow would be taken for a line of times.
function escapeForVtt(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
