import { rmSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { unpackLibraries } from '../helpers/browser-libraries.js';

/** A microphone that needs no hardware, and a person who always gives it. */
const MICROPHONE = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

/**
 * Starts the browser from npm as `startBrowser` does, with a microphone.
 *
 * @param recording - path of the WAV that it hears, once; without one there is a beep each second
 */
export async function startBrowserWithMicrophone(recording?: string): Promise<Browser> {
  const { default: chromiumOfNpm } = await import('@sparticuz/chromium');
  const executablePath = await chromiumOfNpm.executablePath();
  const heard = recording ? [`--use-file-for-fake-audio-capture=${recording}%noloop`] : [];
  // Chromium refuses to run as root, as containers do, within its sandbox; it sees our own page only.
  const options = { executablePath, args: ['--no-sandbox', ...MICROPHONE, ...heard] };
  return chromium.launch(options).catch(async () => {
    const folder = await unpackLibraries();
    const env = { ...process.env, LD_LIBRARY_PATH: path.join(folder, 'lib') };
    const browser = await chromium.launch({ ...options, env });
    return browser.on('disconnected', () => rmSync(folder, { recursive: true, force: true }));
  });
}
