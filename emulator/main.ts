import { parseArgs } from 'node:util';
import { refusedKeys } from './account.js';
import { faultNames } from './faults/parse.js';
import { type Emulator, startEmulator } from './server.js';

const USAGE = `Usage: node dist/emulator/main.js [--port 8787] [--host 127.0.0.1] [--key emulator-key]
       [--any-callback-port] [--retry-every 30]`;

interface Arguments {
  readonly port: number;
  readonly host: string;
  readonly key: string;
  readonly callbacks: { readonly anyPort: boolean; readonly retryEveryMs: number };
}

/** Runs the emulator until Ctrl-C. */
async function main(): Promise<void> {
  const { port, host, key, callbacks } = readArguments();
  // Who runs it for days must not find all that was ever said in its memory.
  const modest = { remember: 100, sockets: { keepAudio: false } };
  const emulator = await startEmulator({ port, host, key, callbacks, ...modest }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') fail(`Port ${port} is taken. Choose another one with --port.`);
      return fail(`Port ${port} of ${host} can't be opened: ${error.message}`);
    },
  );
  console.log(introduction(emulator, callbacks));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void emulator.close().then(() => process.exit(0)));
  }
}

function readArguments(): Arguments {
  const string = { type: 'string' } as const;
  const options = {
    ...{ port: string, host: string, key: string },
    ...{ 'any-callback-port': { type: 'boolean' } as const, 'retry-every': string },
  };
  try {
    const { values } = parseArgs({ options });
    const port = Number(values.port ?? 8787);
    if (!Number.isInteger(port) || port < 0 || port > 65535)
      return fail(`Not a port: ${values.port}\n${USAGE}`);
    const seconds = Number(values['retry-every'] ?? 30);
    if (!(seconds >= 0 && seconds <= 3600))
      return fail(`Not a number of seconds up to 3600: ${values['retry-every']}\n${USAGE}`);
    return {
      port,
      host: values.host ?? '127.0.0.1',
      key: values.key ?? 'emulator-key',
      callbacks: { anyPort: values['any-callback-port'] ?? false, retryEveryMs: seconds * 1000 },
    };
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

function introduction({ url, key, token }: Emulator, callbacks: Arguments['callbacks']): string {
  return `Deepgram on your desk: ${url}

  API key           ${key}
  Bearer token      ${token}
  Keys refused      ${Object.keys(refusedKeys).join(', ')}, and any other

Hear it:
  curl -X POST '${url}/v1/speak?model=aura-2-thalia-en' -H 'Authorization: Token ${key}' \\
    -H 'Content-Type: text/plain' -d 'Hello, world.' -o hello.mp3

Hear it while it is made, over a WebSocket (Speak and Flush, then audio):
  ${url.replace('http', 'ws')}/v1/speak?model=aura-2-thalia-en
  ${url.replace('http', 'ws')}/v2/speak?model=flux-haley-en
  curl ${url}/emulator/sockets

Have it written down (it understands what it said itself, and nothing else):
  curl -X POST '${url}/v1/listen?model=nova-3&smart_format=true' -H 'Authorization: Token ${key}' \\
    -H 'Content-Type: audio/mpeg' --data-binary @hello.mp3

Have it delivered (${callbacks.anyPort ? 'any port' : 'ports 80, 443, 8080, 8443; others with --any-callback-port'}), 10 more tries every ${callbacks.retryEveryMs / 1000} s:
  curl -X POST '${url}/v1/speak?callback=http://user:password@127.0.0.1:8080/audio?job=1' \\
    -H 'Authorization: Token ${key}' -H 'Content-Type: text/plain' -d 'Hello, world.'
  curl ${url}/emulator/deliveries

Let the next request fail, take it back, see what was asked:
  curl -X POST ${url}/emulator/faults -d '{"kind":"status","status":429,"retryAfter":2}'
  curl -X POST ${url}/emulator/faults -d '{"kind":"cut","afterBytes":1000,"path":"/v1/speak","times":"forever"}'
  curl -X POST ${url}/emulator/faults -d '{"kind":"callback-duplicate","copies":2}'
  curl -X POST ${url}/emulator/faults -d '{"kind":"socket-reset","at":"before Flushed"}'
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
