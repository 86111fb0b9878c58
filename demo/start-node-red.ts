import { once } from 'node:events';
import nodeRed from 'node-red';
import type { FlowNode } from './flow.js';
import type { OpenPort } from './open-port.js';
import { ROOT } from './root.js';

/** One line of Node-RED's log. */
interface LogEntry {
  readonly type?: string;
  readonly msg: unknown;
}

export interface NodeRedOptions extends OpenPort {
  /** Where flows are kept. */
  readonly userDir: string;
  /** Told what the flows' debug nodes write to the log. */
  readonly onDebug: (text: string) => void;
}

export interface RunningNodeRed {
  /** Resolves once it has loaded what flows it has kept, none at the first start. */
  readonly loaded: Promise<unknown>;
  /** Deploys flows as the editor does. Resolves once they run. */
  deploy(flows: readonly FlowNode[]): Promise<void>;
  stop(): Promise<void>;
}

/** Starts Node-RED with this package in it, and nothing that calls home. */
export async function startNodeRed(options: NodeRedOptions): Promise<RunningNodeRed> {
  const { server, url } = options;
  nodeRed.init(server, settings(options));
  server.on('request', (request, response) => {
    const notFound = () => response.writeHead(404).end();
    nodeRed.httpAdmin(request, response, () => nodeRed.httpNode(request, response, notFound));
  });
  const flowsStarted = () => once(nodeRed.events, 'flows:started');
  const loaded = flowsStarted();
  await nodeRed.start();
  return {
    loaded,
    async deploy(flows) {
      const running = flowsStarted();
      const answer = await fetch(`${url}/flows`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(flows),
      });
      if (!answer.ok)
        throw new Error(`Node-RED does not take the flow: ${answer.status} ${await answer.text()}`);
      await running;
    },
    stop: () => nodeRed.stop(),
  };
}

function settings({ port, userDir, onDebug }: NodeRedOptions): object {
  return {
    httpAdminRoot: '/',
    httpNodeRoot: '/',
    uiPort: port,
    userDir,
    flowFile: 'flows.json',
    // This checkout as if it were installed: nodes, icons, locales, resources and examples.
    nodesDir: [ROOT],
    externalModules: { palette: { allowInstall: false }, modules: { allowInstall: false } },
    telemetry: { enabled: false, updateNotification: false },
    editorTheme: { tours: false, projects: { enabled: false }, palette: { catalogues: [] } },
    logging: {
      console: { level: 'error' },
      debugNodes: {
        level: 'info',
        handler: () => (entry: LogEntry) => {
          if (entry.type === 'debug') onDebug(String(entry.msg));
        },
      },
    },
  };
}
