import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Handler } from './runtime.js';

/** The part of Node-RED's runtime that serves the editor; there is none where the editor is switched off. */
export interface Admin {
  readonly httpAdmin?: { post(path: string, ...handlers: Handler[]): void };
  readonly auth?: { needsPermission(permission: string): Handler };
}

/** What is done with what the editor has sent. */
export type Serve = (body: unknown, response: ServerResponse, signal: AbortSignal) => Promise<void>;

/** The paths that are served; one set, but for programs that embed several Node-REDs. */
const served = new WeakMap<object, Set<string>>();

/**
 * Serves `POST <path>` to the editor: JSON in, `serve` answers. To be called once, when a node's type is loaded.
 *
 * Other pages of the web can have a browser send here what they like, JSON too: to them, Node-RED 4's admin API says
 * `Access-Control-Allow-Origin: *`. What a browser says to come from another site gets 403 therefore; browsers say so
 * at https addresses and on the machine itself (w3.org/TR/fetch-metadata). Besides, only JSON is taken, although
 * Node-RED reads forms as well. Other requests get 415, and 500 where `serve` throws.
 *
 * @param permission - what a person needs where Node-RED knows persons, `deepgram-config.write` say
 * @param serve - its signal is aborted when whoever asked has left
 */
export function serveAdmin({ httpAdmin, auth }: Admin, path: string, permission: string, serve: Serve): void {
  if (!auth || !httpAdmin) return;
  const paths = served.get(httpAdmin) ?? new Set();
  served.set(httpAdmin, paths);
  // The palette may load the types again, and Express has no way to take a route away.
  if (paths.has(path)) return;
  paths.add(path);
  httpAdmin.post(path, auth.needsPermission(permission), async (request, response) => {
    const isForeign = request.headers['sec-fetch-site'] === 'cross-site';
    if (isForeign || !isJson(request)) {
      response.statusCode = isForeign ? 403 : 415;
      response.end();
      return;
    }
    const left = new AbortController();
    response.on('close', () => left.abort());
    try {
      await serve((request as { body?: unknown }).body, response, left.signal);
    } catch {
      // What went wrong may quote what was sent, which holds a key: nothing of it is told.
      if (response.headersSent) response.destroy();
      else response.statusCode = 500;
      response.end();
    }
  });
}

/** Answers with JSON that no cache keeps. */
export function answerJson(response: ServerResponse, status: number, json: object): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json');
  response.setHeader('cache-control', 'no-store');
  response.end(JSON.stringify(json));
}

function isJson({ headers }: IncomingMessage): boolean {
  return /^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '');
}
