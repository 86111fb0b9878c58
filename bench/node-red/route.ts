import type { Definition, Node } from '../../src/node-red/runtime.js';
import type { BenchRed } from './red.js';

export interface RouteDefinition extends Definition {
  path: string;
}

/** The least that a node with a route of its own does: collects the body, parses JSON, sends, answers. */
export function openRoute(RED: BenchRed, node: Node, { path }: RouteDefinition): void {
  RED.httpNode.post(path, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const isJson = request.headers['content-type'] === 'application/json';
      node.send({ payload: isJson ? JSON.parse(body.toString()) : body });
      response.end();
    });
  });
}
