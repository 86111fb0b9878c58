import { existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { unpackLibraries } from './browser-libraries.js';

/** Where Linux distributions put the browser of their package. */
const OF_THE_SYSTEM = '/usr/bin/chromium';

/**
 * Starts headless Chromium. It comes from npm, so that no Linux needs a package for it; there is none for other
 * systems, where an installed Chrome is taken.
 */
export async function startBrowser(): Promise<Browser> {
  const { default: chromiumOfNpm } = await import('@sparticuz/chromium');
  const ways = [
    async () => launch(await chromiumOfNpm.executablePath()),
    async () => launchWithLibraries(await chromiumOfNpm.executablePath()),
    async () => launch(OF_THE_SYSTEM),
    async () => chromium.launch({ channel: 'chrome' }),
  ];
  const failures: unknown[] = [];
  for (const start of ways) {
    try {
      return await start();
    } catch (error) {
      failures.push(error);
    }
  }
  throw new AggregateError(failures, failures.map(String).join('\n'));
}

/** For systems without NSS: with the libraries that the npm package brings along. */
async function launchWithLibraries(executablePath: string): Promise<Browser> {
  const folder = await unpackLibraries();
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  try {
    const browser = await launch(executablePath, { LD_LIBRARY_PATH: path.join(folder, 'lib') });
    return browser.on('disconnected', removeFolder);
  } catch (error) {
    removeFolder();
    throw error;
  }
}

function launch(executablePath: string, environment: Record<string, string> = {}): Promise<Browser> {
  // Where the system has no fonts, those of the npm package are taken.
  const fonts = existsSync('/etc/fonts') ? {} : { FONTCONFIG_PATH: path.join(tmpdir(), 'fonts') };
  const env: Record<string, string | undefined> = { ...process.env, ...fonts, ...environment };
  // Chromium refuses to run as root, as containers do, within its sandbox; it sees our own pages only.
  return chromium.launch({ executablePath, args: ['--no-sandbox'], env });
}
