import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Handler, Red } from './runtime.js';

/** Goes through settings.js' `httpNodeMiddleware`. @param end - what comes behind it */
export type Through = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
  end: () => void,
) => void;

/** Makes what a request of ours goes through first, as those of core's `http in` do. */
export function middlewareOf({ settings: { httpNodeMiddleware = [] } }: Red): Through {
  const all = [httpNodeMiddleware].flat() as Handler[];
  return (...exchange) => through(all, ...exchange);
}

function through([first, ...rest]: readonly Handler[], ...exchange: Parameters<Through>): void {
  const [request, response, next, end] = exchange;
  if (!first) {
    end();
    return;
  }
  first(request, response, (error) => {
    if (error) next(error);
    else through(rest, ...exchange);
  });
}
