import dns from 'node:dns';
import { isIP } from 'node:net';

// Loaded into each Node-RED before it starts: other machines are not known by name, so that no test reaches out of this
// one. A dialog asks Deepgram for its voices as soon as it opens.

type Answer = (error: NodeJS.ErrnoException) => void;

const ask = dns.lookup as (hostname: string, ...others: unknown[]) => void;

function lookup(hostname: string, ...others: unknown[]): void {
  if (hostname === 'localhost' || isIP(hostname) !== 0) {
    ask(hostname, ...others);
    return;
  }
  const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), {
    ...{ code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname },
  });
  const answer = others.at(-1) as Answer;
  process.nextTick(() => answer(error));
}

Object.assign(dns, { lookup });
