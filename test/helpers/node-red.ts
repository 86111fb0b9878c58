import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { nodeRedUnderTest } from './node-red-under-test.js';
import { ROOT } from './root.js';

export { ROOT } from './root.js';

/** A node of a flow, as the editor posts it. */
export interface FlowNode {
  id: string;
  type: string;
  [property: string]: unknown;
}

/** What a message looks like when it has come out of a flow. */
export type Received = Record<string, unknown> & { deepgram?: Record<string, unknown> };

/** What a Node-RED process has open. */
export interface Resources {
  /** Outgoing connections in use. */
  sockets: number;
  timers: number;
  listeners: number;
  routes: number;
  rss: number;
  /** The most that `rss` has ever been. */
  mostRss: number;
  undiciLoaded: boolean;
  prototype: string[];
}

export interface NodeRedOptions {
  /** Folders with nodes, beside the tests' own; this repository unless told otherwise. */
  nodesDir?: string[];
  userDir?: string;
  env?: Record<string, string | undefined>;
  execArgv?: string[];
  /** Further lines of settings.js. */
  settings?: string;
}

/** A real Node-RED in a process of its own, started by its own command line, on a free port of 127.0.0.1. */
export interface NodeRed {
  readonly url: string;
  readonly userDir: string;
  readonly process: ChildProcess;
  /** Everything it has printed, at log level trace. */
  log(): string;
  /** Posts flows as the editor does, and waits until they run. */
  deploy(flows: FlowNode[], type?: 'full' | 'nodes' | 'flows'): Promise<void>;
  /** Lets messages leave a `test-source`. */
  send(source: string, ...messages: object[]): void;
  /** What has reached a `test-sink` since the last deploy. */
  received(sink: string): Received[];
  /** Waits until a `test-sink` has `count` messages. */
  until(sink: string, count?: number): Promise<Received[]>;
  /** Waits until some message at a `test-sink` is as wanted. */
  untilSome(sink: string, wanted: (message: Received) => boolean): Promise<Received>;
  /** Waits until something holds that messages at test-sinks can bring about. */
  untilTrue(holds: () => boolean): Promise<void>;
  resources(): Promise<Resources>;
  /** Asks it to end, as Ctrl-C does. @returns its exit code */
  stop(): Promise<number | null>;
}

const LOOPBACK_ONLY = path.join(ROOT, 'dist/test/helpers/loopback-only.js');

const SETTINGS = (nodesDir: string[], more: string) => `module.exports = {
  uiHost: '127.0.0.1', uiPort: 0, flowFile: 'flows.json', credentialSecret: 'test',
  nodesDir: ${JSON.stringify(nodesDir)},
  logging: { console: { level: 'trace', metrics: true, audit: true } },
  editorTheme: { tours: false, projects: { enabled: false }, palette: { catalogues: [] } },
  telemetry: { enabled: false, updateNotification: false },
  externalModules: { palette: { allowInstall: false } },
  ${more}
};`;

export async function startNodeRed(options: NodeRedOptions = {}): Promise<NodeRed> {
  const userDir = options.userDir ?? (await mkdtemp(path.join(tmpdir(), 'node-red-')));
  const nodesDir = [...(options.nodesDir ?? [ROOT]), path.join(ROOT, 'test/helpers/harness')];
  const settingsFile = path.join(userDir, 'settings.js');
  await writeFile(settingsFile, SETTINGS(nodesDir, options.settings ?? ''));
  const { command, node } = nodeRedUnderTest();
  const child = fork(command, ['-s', settingsFile, '-u', userDir], {
    execPath: node,
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: ['--require', LOOPBACK_ONLY, ...(options.execArgv ?? ['--expose-gc'])],
    env: { ...process.env, DEEPGRAM_API_KEY: undefined, ...options.env },
  });
  const events = new EventEmitter();
  events.setMaxListeners(0);
  const sinks = new Map<string, Received[]>();
  let output = '';
  let asked = 0;
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += text));
  child.on('message', (event: { event: string; sink: string; message: Received }) => {
    if (event.event === 'message') sinks.set(event.sink, [...(sinks.get(event.sink) ?? []), event.message]);
    events.emit(event.event, event);
  });
  const exited = once(child, 'exit');
  const failed = exited.then(() => Promise.reject(new Error(`Node-RED ended:\n${output.slice(-3000)}`)));
  failed.catch(() => undefined);
  const orEnd = <T>(promise: Promise<T>): Promise<T> => Promise.race([promise, failed]);

  const [{ port }] = (await orEnd(once(events, 'started'))) as [{ port: number }];
  const url = `http://127.0.0.1:${port}`;
  const received = (sink: string) => sinks.get(sink) ?? [];

  return {
    url,
    userDir,
    process: child,
    log: () => output,
    received,
    async deploy(flows, type = 'full') {
      // What the flows of before still had to say has been said when the new ones start.
      const started = once(events, 'started');
      events.once('started', () => {
        if (type === 'full') sinks.clear();
      });
      const response = await fetch(`${url}/flows`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'Node-RED-Deployment-Type': type },
        body: JSON.stringify(flows),
      });
      if (!response.ok) throw new Error(`deploy: ${response.status} ${await response.text()}`);
      await orEnd(started);
    },
    send(source, ...messages) {
      child.send({ command: 'send', source, messages });
    },
    async until(sink, count = 1) {
      while (received(sink).length < count) await orEnd(once(events, 'message'));
      return received(sink);
    },
    async untilSome(sink, wanted) {
      for (;;) {
        const message = received(sink).find(wanted);
        if (message) return message;
        await orEnd(once(events, 'message'));
      }
    },
    async untilTrue(holds) {
      while (!holds()) await orEnd(once(events, 'message'));
    },
    async resources() {
      const id = ++asked;
      child.send({ command: 'resources', id });
      for (;;) {
        const [event] = (await orEnd(once(events, 'answer'))) as [{ id: number; answer: Resources }];
        if (event.id === id) return event.answer;
      }
    },
    async stop() {
      child.kill('SIGTERM');
      const [code] = (await exited) as [number | null];
      if (!options.userDir) await rm(userDir, { recursive: true, force: true });
      return code;
    },
  };
}
