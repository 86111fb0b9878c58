import { type EventEmitter, once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type Flow, makeUserDir } from './user-dir.js';

/** The part of Node-RED that an embedding calls. */
interface NodeRed {
  init(server: Server, settings: object): void;
  start(): PromiseLike<void>;
  readonly events: EventEmitter;
}

/** Starts Node-RED in this process, and waits until the flow runs. */
export async function startNodeRed(flow: Flow): Promise<void> {
  const RED = require('node-red') as NodeRed;
  const server = createServer();
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
  const running = once(RED.events, 'flows:started');
  await RED.start();
  await running;
}
