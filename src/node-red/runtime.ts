import type { EventEmitter } from 'node:events';

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
  readonly credentials?: Credentials;
  status(status: Status): void;
  send: Send;
  error(error: Error | string, message?: Message): void;
  on(event: 'input', listener: (message: Message, send: Send, done: Done) => void): this;
  on(event: 'close', listener: (removed: boolean, done: () => void) => void): this;
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
    registerType<N extends Node, D extends Definition>(
      type: string,
      construct: (this: N, definition: D) => void,
      options?: { credentials?: Record<string, { type: 'text' | 'password' }> },
    ): void;
  };
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
  };
  /** Text of the runtime's language for a key `namespace:path.to.text`. */
  _(key: string, values?: Readonly<Record<string, unknown>>): string;
}
