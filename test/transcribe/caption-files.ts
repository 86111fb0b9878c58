import assert from 'node:assert/strict';

/** One caption of a file. Times are in milliseconds. */
export interface Cue {
  readonly start: number;
  readonly end: number;
  /** As a player shows it. */
  readonly text: string;
  readonly speaker?: string;
}

const TIME = '(\\d{2,}):(\\d{2}):(\\d{2})';

/** Reads SubRip, and throws at whatever is not as it must be: numbers from 1, two times, one line or two of text. */
export function parseSrt(file: string): Cue[] {
  if (file === '') return [];
  let speaker: string | undefined;
  return blocks(file).map((lines, index) => {
    const [number, times = '', ...text] = lines;
    assert.equal(number, String(index + 1));
    const name = text.length === 2 ? /^\[(Speaker \d+)\]$/.exec(text[0] ?? '')?.[1] : undefined;
    if (text.length === 2) assert.ok(name, text[0]);
    speaker = name ?? speaker;
    return { ...readTimes(times, ','), text: readLine(text.at(-1)), ...(speaker && { speaker }) };
  });
}

/** Reads WebVTT, and throws at whatever is not as section 4 of it demands. */
export function parseVtt(file: string): Cue[] {
  assert.match(file, /^WEBVTT\n/);
  return blocks(file.slice('WEBVTT\n'.length).replace(/^\n/, '')).map((lines) => {
    const [times = '', markup = '', ...more] = lines;
    assert.deepEqual(more, []);
    const [, speaker, text] = /^(?:<v (Speaker \d+)>)?(.*)$/s.exec(markup) ?? [];
    assert.doesNotMatch(text ?? '', /[<>]|&(?!amp;|lt;|gt;)/);
    const shown = text?.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
    return { ...readTimes(times, '.'), text: readLine(shown), ...(speaker && { speaker }) };
  });
}

function blocks(file: string): string[][] {
  if (file === '') return [];
  assert.ok(file.endsWith('\n'));
  return file
    .slice(0, -1)
    .split('\n\n')
    .map((block) => block.split('\n'));
}

function readTimes(line: string, point: ',' | '.'): { start: number; end: number } {
  const time = `${TIME}\\${point}(\\d{3})`;
  const found = new RegExp(`^${time} --> ${time}$`).exec(line);
  assert.ok(found, line);
  const [h = 0, m = 0, s = 0, ms = 0, ...rest] = found.slice(1).map(Number);
  const [endH = 0, endM = 0, endS = 0, endMs = 0] = rest;
  const start = ((h * 60 + m) * 60 + s) * 1000 + ms;
  const end = ((endH * 60 + endM) * 60 + endS) * 1000 + endMs;
  assert.ok(end > start, line);
  return { start, end };
}

function readLine(line: string | undefined): string {
  assert.ok(line && line.trim() === line, line);
  return line;
}
