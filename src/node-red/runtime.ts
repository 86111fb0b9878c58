import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * The part of Node-RED's runtime that these nodes call, as Node-RED 4 and 5 have it. Written here because
 * the published typings describe an older API and claim things that don't hold (`getNode` never being null).
 */

/** A message on its way through a flow. */
export interface Message {
  _msgid?: string;
  [property: string]: unknown;
}

/** What stands below a node in the editor; an empty one takes it away. */
export interface Status {
  fill?: 'red' | 'green' | 'yellow' | 'blue' | 'grey';
  shape?: 'ring' | 'dot';
  text?: string;
}

/** Sends to the node's outputs: a message to the first, or an array with one message (or none) an output. */
export type Send = (message: Message | (Message | null)[]) => void;

/** Ends an input message: without an argument it is complete, with an error it goes to Catch nodes. */
export type Done = (error?: Error) => void;

/** A property that the editor's TypedInput wrote: what it says, and how to read it. */
export type PropertyType = 'msg' | 'flow' | 'global' | 'env' | 'str' | 'json' | 'jsonata';

/** A node as the runtime makes it: `this` in a constructor that has called `RED.nodes.createNode`. */
export interface Node<Credentials = unknown> extends EventEmitter {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
  /** The id of the flow that the node stands on. */
  readonly z?: string;
  /** Its id in the template of the subflow that it is an instance of. */
  readonly _alias?: string;
  readonly credentials?: Credentials;
  context(): Context;
  warn(text: string): void;
  status(status: Status): void;
  send: Send;
  error(error: Error | string, message?: Message): void;
  on(event: 'input', listener: (message: Message, send: Send, done: Done) => void): this;
  on(event: 'close', listener: (removed: boolean, done: () => void) => void): this;
}

/** What a node keeps in the stores of settings.js; the asynchronous form, which every store has. */
export interface Context {
  get(key: string, store: string | undefined, callback: (error: unknown, value?: unknown) => void): void;
  get(
    keys: readonly string[],
    store: string | undefined,
    callback: (error: unknown, ...values: unknown[]) => void,
  ): void;
  /** `undefined` deletes a key. */
  set(key: string, value: unknown, store: string | undefined, callback: (error?: unknown) => void): void;
  set(
    keys: readonly string[],
    values: readonly unknown[],
    store: string | undefined,
    callback: (error?: unknown) => void,
  ): void;
  keys(store: string | undefined, callback: (error: unknown, keys?: string[]) => void): void;
}

/** A request handler as Express has it. */
export type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/** The settings of settings.js that these nodes look at. */
export interface Settings {
  readonly httpNodeRoot?: string | false;
  readonly httpNodeAuth?: unknown;
  readonly httpNodeMiddleware?: Handler | readonly Handler[];
  readonly contextStorage?: Readonly<Record<string, unknown>>;
  readonly userDir?: string;
  /** Names of environment variables that flows are not told. */
  readonly envVarExcludes?: unknown;
  /** Settings that the runtime keeps by itself. */
  get?(name: string): unknown;
}

/** The settings of a node as the flow file holds them. Any of them may be missing, or text from `${ENV}`. */
export interface Definition {
  id: string;
  type: string;
  name?: string;
}

/** The runtime's API, as each node file is handed it. */
export interface Red {
  nodes: {
    createNode(node: Node, definition: Definition): void;
    getNode(id: string | undefined): unknown;
    /** Calls back with the definition of each deployed node. */
    eachNode(callback: (definition: Readonly<Definition>) => void): void;
    /** What is kept for a deployed node, whether it runs or not. */
    getCredentials(id: string): object | undefined;
    registerType<N extends Node, D extends Definition>(
      type: string,
      construct: (this: N, definition: D) => void,
      options?: {
        credentials?: Record<string, { type: 'text' | 'password' }>;
        /** What the editor sees as `RED.settings.<name>`. */
        settings?: Record<string, { value: unknown; exportable: boolean }>;
      },
    ): void;
  };
  readonly settings: Settings;
  readonly events: EventEmitter;
  /** The Express app of the routes of nodes, below `httpNodeRoot`. */
  readonly httpNode: { use(handler: Handler): void };
  util: {
    evaluateNodeProperty(
      value: string,
      type: PropertyType,
      node: Node,
      message: Message,
      callback: (error: Error | null, value?: unknown) => void,
    ): void;
    normalisePropertyExpression(path: string, message?: Message): (string | number)[];
    generateId(): string;
    /** What the nodes of a flow see as an environment variable; undefined where there is none. */
    getSetting(node: undefined, name: string, flow: unknown): unknown;
    cloneMessage(message: Message): Message;
  };
  /** Text of the runtime's language for a key `namespace:path.to.text`. */
  _(key: string, values?: Readonly<Record<string, unknown>>): string;
}
