import type { Fault, FaultKind } from './fault.js';

/** What came in, before it is checked. */
type Given = { kind?: unknown; times?: unknown; [name: string]: unknown };

type Check = (value: unknown) => boolean;
type Fields = Readonly<Record<string, Check>>;

const count: Check = (value) => typeof value === 'number' && Number.isInteger(value) && value >= 0;
const positive: Check = (value) => count(value) && value !== 0;
const status: Check = (value) => count(value) && Number(value) >= 200 && Number(value) <= 599;
const errorStatus: Check = (value) => status(value) && Number(value) >= 400;
const errorBody: Check = (value) => ['legacy', 'modern', 'html', 'text', 'empty'].includes(String(value));
const text: Check = (value) => typeof value === 'string';
const flag: Check = (value) => typeof value === 'boolean';
const retryAfter: Check = (value) => count(value) || text(value);

const close: Check = (value) => count(value) && isCloseCode(Number(value));
const point: Check = (value) => /^(handshake|open|(before|after) \w+)$/.test(String(value));

/** When a fault comes over a socket. */
const moment: Fields = { 'at?': point, 'nth?': positive, 'afterBytes?': positive };

/** What each fault must have and, with a question mark, may have. */
const fields: Readonly<Record<FaultKind['kind'], Fields>> = {
  latency: { ms: count },
  drip: { bytes: positive, ms: count },
  slicer: {},
  status: { status, 'body?': errorBody, 'retryAfter?': retryAfter },
  reset: { 'afterBytes?': count },
  cut: { afterBytes: count },
  short: { missing: positive },
  silence: { 'afterBytes?': count },
  hold: { 'afterBytes?': count },
  ack: {},
  html: {},
  empty: {},
  huge: { bytes: count },
  paced: { bytes: count, chunks: positive, ms: count },
  'upload-refused': { afterBytes: count, 'status?': errorStatus },
  'upload-slow': { bytes: positive, ms: count },
  'upload-stalled': { afterBytes: count },
  'upload-reset': { afterBytes: count },
  'callback-late': { 'ms?': count },
  'callback-duplicate': { copies: positive, 'together?': flag },
  'callback-early': {},
  'callback-error': { 'code?': text, 'message?': text },
  'callback-lost': {},
  'callback-garbage': { 'contentType?': text },
  'callback-cut': { afterBytes: count, 'attempts?': positive },
  'socket-refused': { status: errorStatus, 'body?': errorBody, 'retryAfter?': retryAfter },
  'socket-cut': moment,
  'socket-reset': moment,
  'socket-close': { 'code?': close, 'reason?': text, ...moment },
  'socket-half-open': moment,
  'socket-slow-reader': moment,
  'socket-send': { 'text?': text, 'base64?': text, ...moment },
  'socket-big-frame': { bytes: positive, ...moment },
  'socket-ignore-close': {},
  'speech-silence': { 'afterBytes?': count },
  'speech-no-flushed': {},
  'speech-flushed-late': { 'ms?': count },
  'speech-flushed-early': { 'frames?': positive },
  'speech-after-clear': { frames: count },
  'speech-half-samples': {},
  'speech-slow': { bytesPerSecond: positive },
  'speech-excessive-flush': {},
  'listen-no-finalized': {},
  'listen-late': { 'ms?': count },
  'listen-silence': { 'afterResults?': count },
  'listen-no-end': {},
  'listen-error': { 'code?': text, 'description?': text },
  'listen-configure-failure': { 'code?': text, 'description?': text },
  'listen-callback-cut': { 'afterMessages?': count, 'reset?': flag },
  'listen-callback-half-open': { 'afterMessages?': count },
  'listen-callback-send': { 'afterMessages?': count, 'text?': text, 'base64?': text },
  'listen-callback-duplicate': { copies: positive },
};

/** Codes that may be in a close frame (RFC 6455, 7.4), and 1005 for one without. */
function isCloseCode(code: number): boolean {
  return (code >= 1000 && code <= 1014 && ![1004, 1006].includes(code)) || (code >= 3000 && code <= 4999);
}

const common: Fields = {
  'path?': (value) => typeof value === 'string' && value.startsWith('/'),
  'times?': (value) => positive(value) || value === 'forever',
};

/** The names of all faults. */
export const faultNames: readonly string[] = Object.keys(fields);

/**
 * Reads a fault out of JSON: the same fields as a {@link Fault} has, where `times` may be `"forever"`.
 * Throws an Error that says what is wrong.
 */
export function parseFault(json: string): Fault {
  const value: unknown = JSON.parse(json);
  if (typeof value !== 'object' || value === null) throw new Error('A fault is a JSON object.');
  const { kind, ...given } = value as Given;
  if (!isKind(kind)) throw new Error(`\`kind\` must be one of ${faultNames.join(', ')}.`);
  const checks = { ...fields[kind], ...common };
  for (const [field, check] of Object.entries(checks)) {
    const name = field.replace('?', '');
    if (field !== name && given[name] === undefined) continue;
    if (!check(given[name])) throw new Error(`\`${name}\` of \`${kind}\` is missing or not valid.`);
  }
  for (const name of Object.keys(given)) {
    if (!(name in checks || `${name}?` in checks)) throw new Error(`\`${kind}\` has no \`${name}\`.`);
  }
  const times = given.times === 'forever' ? Number.POSITIVE_INFINITY : (given.times ?? 1);
  // Checked field by field above.
  return { ...given, kind, times } as Fault;
}

function isKind(kind: unknown): kind is FaultKind['kind'] {
  return typeof kind === 'string' && Object.hasOwn(fields, kind);
}
