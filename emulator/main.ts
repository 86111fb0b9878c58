import { parseArgs } from 'node:util';
import { refusedKeys } from './account.js';
import { faultNames } from './faults/parse.js';
import { type Emulator, startEmulator } from './server.js';

const USAGE = 'Usage: node dist/emulator/main.js [--port 8787] [--host 127.0.0.1] [--key emulator-key]';

/** Runs the emulator until Ctrl-C. */
async function main(): Promise<void> {
  const { port, host, key } = readArguments();
  const emulator = await startEmulator({ port, host, key, remember: 100 }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') fail(`Port ${port} is taken. Choose another one with --port.`);
      return fail(`Port ${port} of ${host} can't be opened: ${error.message}`);
    },
  );
  console.log(introduction(emulator));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void emulator.close().then(() => process.exit(0)));
  }
}

function readArguments(): { port: number; host: string; key: string } {
  const string = { type: 'string' } as const;
  try {
    const { values } = parseArgs({ options: { port: string, host: string, key: string } });
    const port = Number(values.port ?? 8787);
    if (!Number.isInteger(port) || port < 0 || port > 65535)
      return fail(`Not a port: ${values.port}\n${USAGE}`);
    return { port, host: values.host ?? '127.0.0.1', key: values.key ?? 'emulator-key' };
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

function introduction({ url, key, token }: Emulator): string {
  return `Deepgram on your desk: ${url}

  API key           ${key}
  Bearer token      ${token}
  Keys refused      ${Object.keys(refusedKeys).join(', ')}, and any other

Hear it:
  curl -X POST '${url}/v1/speak?model=aura-2-thalia-en' -H 'Authorization: Token ${key}' \\
    -H 'Content-Type: text/plain' -d 'Hello, world.' -o hello.mp3

Let the next request fail, take it back, see what was asked:
  curl -X POST ${url}/emulator/faults -d '{"kind":"status","status":429,"retryAfter":2}'
  curl -X POST ${url}/emulator/faults -d '{"kind":"cut","afterBytes":1000,"path":"/v1/speak","times":"forever"}'
  curl -X DELETE ${url}/emulator/faults
  curl ${url}/emulator/requests
  Faults: ${faultNames.join(', ')}

Ctrl-C ends it.`;
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

void main();
