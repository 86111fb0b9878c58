import type { Page } from 'playwright-core';

/**
 * Writes down, in the page, what it does with sound: `audio` for each binary message that comes over its
 * WebSocket, `start`, `stop` and `ended` for each piece of sound; messages that are words as they are, in both
 * directions.
 */
const SCRIPT = `
  const log = (window.soundLog = []);
  window.WebSocket = class extends WebSocket {
    constructor(...address) {
      super(...address);
      this.addEventListener('message', ({ data }) => log.push(typeof data === 'string' ? data : 'audio'));
    }
    send(data) {
      log.push(data);
      super.send(data);
    }
  };
  window.soundAhead = () => 0;
  const { start, stop } = AudioBufferSourceNode.prototype;
  AudioBufferSourceNode.prototype.start = function (when) {
    log.push('start');
    this.addEventListener('ended', () => log.push('ended'));
    window.soundAhead = () => when + this.buffer.duration - this.context.currentTime;
    start.call(this, when);
  };
  AudioBufferSourceNode.prototype.stop = function () {
    log.push('stop');
    stop.call(this);
  };
`;

/** What a page does with sound, in order. */
export interface SoundLog {
  entries(): Promise<string[]>;
  /** Waits until one of the entries behind the first so many is this one. */
  until(entry: string, behind?: number): Promise<void>;
  /** Waits until so many seconds of sound are still to be heard. */
  untilAhead(seconds: number): Promise<void>;
}

/** Begins with the next page that is loaded. */
export async function keepSoundLog(page: Page): Promise<SoundLog> {
  await page.addInitScript({ content: SCRIPT });
  return {
    entries: () => page.evaluate<string[]>('window.soundLog'),
    async until(entry, behind = 0) {
      await page.waitForFunction(`window.soundLog.indexOf(${JSON.stringify(entry)}, ${behind}) >= 0`);
    },
    async untilAhead(seconds) {
      await page.waitForFunction(`window.soundAhead() > ${seconds}`);
    },
  };
}
