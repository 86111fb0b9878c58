import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Account } from '../received.js';
import { Refusal } from '../refusal.js';
import type { Upload } from '../upload/upload.js';

/** How many redirects are followed; Deepgram's number is not published. */
const MOST_REDIRECTS = 5;

/** Addresses that nobody else can reach, but for loopback: that is let through, for tests have no other host. */
const PRIVATE = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|0\.|\[f[cde])/;

/**
 * Downloads audio. Throws the {@link Refusal} 400 REMOTE_CONTENT_ERROR in the words of docs/errors; which of them
 * stands for a host that is not found, and for status 500 and above, is assumed.
 *
 * @param over ends the work
 */
export async function fetchRemote(address: string, account: Account, over: AbortSignal): Promise<Upload> {
  let url = parse(address, 'Could not parse URL as a URI.');
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const response = await get(url, account, over);
    const status = response.statusCode ?? 0;
    if (status >= 200 && status <= 299) return download(response, account);
    response.destroy();
    if (status >= 400 && status <= 499) {
      const reason = `${status} ${response.statusMessage ?? ''}`.trim();
      throw remoteError(`The remote server hosting the media returned a client error: ${reason}.`);
    }
    if (status < 300 || status > 399) throw invalidData();
    const { location } = response.headers;
    if (location === undefined) {
      throw remoteError(
        'The remote server hosting the media failed to include a `location` header in its redirect response.',
      );
    }
    url = parse(location, "Could not parse remote media server's redirect location as a URL.", url);
  }
  throw remoteError('The remote server hosting the media returned too many redirects.');
}

function parse(address: string, otherwise: string, base?: URL): URL {
  const url = URL.canParse(address, base?.href) ? new URL(address, base) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw remoteError(otherwise);
  if (PRIVATE.test(url.hostname)) throw remoteError('URL for media download must be publicly routable.');
  return url;
}

async function get(url: URL, { trust }: Account, signal: AbortSignal): Promise<IncomingMessage> {
  const { ca, rejectUnauthorized = true } = trust;
  const secure = { rejectUnauthorized, ...(ca === undefined ? {} : { ca }) };
  const request =
    url.protocol === 'https:' ? httpsRequest(url, { signal, ...secure }) : httpRequest(url, { signal });
  request.end();
  try {
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return response;
  } catch (error) {
    signal.throwIfAborted();
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'ENOTFOUND' && code !== 'EAI_AGAIN') throw invalidData();
    throw remoteError('Could not determine if URL for media download is publicly routable.');
  } finally {
    // What comes later shows in the response.
    request.on('error', () => undefined);
  }
}

async function download(response: IncomingMessage, { spool }: Account): Promise<Upload> {
  const upload = await spool.take(response).catch(() => undefined);
  if (upload === undefined) throw invalidData();
  return upload;
}

function invalidData(): Refusal {
  return remoteError('The remote server hosting the media failed to return valid data.');
}

function remoteError(message: string): Refusal {
  return new Refusal(400, 'REMOTE_CONTENT_ERROR', message);
}
