import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ACCOUNT_ENVIRONMENT, demoFlow, PAGES, PUBLIC_URL_ENVIRONMENT } from './flow.js';
import { openPort } from './open-port.js';
import { ROOT } from './root.js';
import { openService } from './service.js';
import { startNodeRed } from './start-node-red.js';

/** Kept from start to start, so that a flow that somebody has changed is still there. Ignored by git. */
const USER_DIR = path.join(ROOT, 'artifacts', 'demo');

/** Starts Node-RED with example flows that speak and transcribe, until Ctrl-C. */
async function main(): Promise<void> {
  const wanted = readPort(process.env.PORT);
  const userDir = readUserDir();
  const flowFile = path.join(userDir, 'flows.json');
  const opened: { close(): Promise<void> }[] = [];
  endOnSignal(opened);

  const port = await openPort(wanted).catch((error: NodeJS.ErrnoException) =>
    fail(
      error.code === 'EADDRINUSE'
        ? `Port ${wanted} is taken. Choose another one: PORT=${wanted + 1} npm start`
        : `Port ${wanted} can't be opened: ${error.message}`,
    ),
  );
  const service = await openService(process.env.DEEPGRAM_API_KEY);
  opened.push(service);
  process.env[ACCOUNT_ENVIRONMENT.url] = service.url;
  process.env[ACCOUNT_ENVIRONMENT.key] = service.key;
  // The emulator finds the demo here; Deepgram does only where somebody says how.
  process.env[PUBLIC_URL_ENVIRONMENT] ||= port.url;

  await mkdir(userDir, { recursive: true });
  const isFirstStart = !existsSync(flowFile);
  const nodeRed = await startNodeRed({ ...port, userDir, onDebug: (text) => console.log(text) });
  opened.push({ close: nodeRed.stop });
  if (isFirstStart) {
    // A deploy while it still loads would be overwritten by what it loads: nothing.
    await nodeRed.loaded;
    await nodeRed.deploy(await demoFlow());
  }
  console.log(`
  Hear it    ${port.url}${PAGES.speak}
  Read it    ${port.url}${PAGES.transcribe}
  Type it    ${port.url}${PAGES.live}
  Watch it   ${port.url}${PAGES.captions}
  Editor     ${port.url}/
  Speaks     ${service.name}
  The flow   ${path.relative(process.cwd(), flowFile)}; what you change stays, delete it to start afresh

Ctrl-C ends it.
`);
}

/** Closes what has been opened, the last first, and ends. */
function endOnSignal(opened: { close(): Promise<void> }[]): void {
  const end = async () => {
    for (const { close } of opened.reverse()) await close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end());
}

function readPort(text = ''): number {
  const port = Number(text.trim() || 1880);
  return Number.isInteger(port) && port >= 0 && port <= 65535 ? port : fail(`PORT is no port: ${text}`);
}

function readUserDir(): string {
  const { values } = parseArgs({ options: { 'user-dir': { type: 'string', default: USER_DIR } } });
  return path.resolve(values['user-dir']);
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

void main();
