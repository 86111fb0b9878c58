import { type EventEmitter, once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Handler } from '../../src/node-red/runtime.js';
import { type Flow, makeUserDir } from './user-dir.js';

/** The part of Node-RED that an embedding calls. */
interface NodeRed {
  init(server: Server, settings: object): void;
  start(): PromiseLike<void>;
  readonly httpNode: Handler;
  readonly events: EventEmitter;
}

/** Starts Node-RED in this process, and waits until the flow runs. @returns the origin of its server */
export async function startNodeRed(flow: Flow): Promise<string> {
  const RED = require('node-red') as NodeRed;
  const server = createServer();
  // Senders wait for their turn; none should have to connect anew for that.
  server.keepAliveTimeout = 600_000;
  server.listen(0, '127.0.0.1');
  RED.init(server, {
    userDir: makeUserDir(flow),
    flowFile: 'flows.json',
    credentialSecret: false,
    functionExternalModules: true,
    logging: { console: { level: 'error' } },
    editorTheme: { tours: false, projects: { enabled: false }, palette: { catalogues: [] } },
    telemetry: { enabled: false, updateNotification: false },
    externalModules: { palette: { allowInstall: false }, modules: { allowInstall: false } },
  });
  // Without the editor's API before it, whose body parser would read all JSON before a bare route gets it.
  server.on('request', (request, response) => {
    RED.httpNode(request, response, () => response.writeHead(404).end());
  });
  const running = once(RED.events, 'flows:started');
  await RED.start();
  await running;
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
