import { rmSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { unpackLibraries } from '../helpers/browser-libraries.js';

/** A microphone that beeps once a second, and a person who always gives it. */
const MICROPHONE = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

/** Starts the browser from npm as `startBrowser` does, with a microphone that needs no hardware. */
export async function startBrowserWithMicrophone(): Promise<Browser> {
  const { default: chromiumOfNpm } = await import('@sparticuz/chromium');
  const executablePath = await chromiumOfNpm.executablePath();
  // Chromium refuses to run as root, as containers do, within its sandbox; it sees our own page only.
  const options = { executablePath, args: ['--no-sandbox', ...MICROPHONE] };
  return chromium.launch(options).catch(async () => {
    const folder = await unpackLibraries();
    const env = { ...process.env, LD_LIBRARY_PATH: path.join(folder, 'lib') };
    const browser = await chromium.launch({ ...options, env });
    return browser.on('disconnected', () => rmSync(folder, { recursive: true, force: true }));
  });
}
