/** What is used of Node-RED as a part of another program (nodered.org/docs/user-guide/runtime/embedding). */
declare module 'node-red' {
  import type { EventEmitter } from 'node:events';
  import type { IncomingMessage, Server, ServerResponse } from 'node:http';

  /** An Express application; `next` is called for what it has no route for. */
  type Application = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

  interface NodeRed {
    init(server: Server, settings: object): void;
    start(): Promise<void>;
    stop(): Promise<void>;
    /** The editor and its API. */
    readonly httpAdmin: Application;
    /** What the flows serve. */
    readonly httpNode: Application;
    /** Among them `flows:started`, whenever flows have been loaded or deployed. */
    readonly events: EventEmitter;
  }
  const nodeRed: NodeRed;
  export = nodeRed;
}
