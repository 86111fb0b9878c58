// The published typings lean on those of Node-RED, which don't hold; this is what the tests call.
declare module 'node-red-node-test-helper' {
  type Loader = (RED: never) => void;

  const helper: {
    init(runtimePath: string): void;
    startServer(done: () => void): void;
    stopServer(done: () => void): void;
    load(nodes: Loader[], flow: object[], credentials: Record<string, object>): Promise<void>;
    unload(): Promise<void>;
    getNode(id: string): unknown;
  };
  export = helper;
}
