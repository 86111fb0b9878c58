import { type Body, joined } from './body.js';
import { readUtf8 } from './utf8.js';

/** What a delivery holds: audio, or JSON as it was parsed. */
export interface Content {
  readonly value: unknown;
  readonly isJson: boolean;
}

/** Transcripts nest eight deep; what nests deeper than this is made to break whoever walks through it. */
const DEPTH_LIMIT = 100;

/**
 * Reads a delivery's body by its content type. Where none is told, a body that reads as JSON is JSON.
 *
 * @returns undefined where it is said to be JSON and can't be read as such: broken, not UTF-8, nested too deep
 */
export function readContent(body: Body, contentType: string | undefined): Content | undefined {
  if (contentType === undefined) {
    const bytes = joined(body);
    const isObject = /^\s*[[{]/.test(bytes.toString('latin1', 0, 64));
    return (isObject ? readJson([bytes]) : undefined) ?? { value: bytes, isJson: false };
  }
  if (!/^[^;]*\bjson\b/i.test(contentType)) return { value: joined(body), isJson: false };
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(contentType) ?? [];
  return /^(utf-?8|us-ascii)$/i.test(charset) ? readJson(body) : undefined;
}

function readJson(body: Body): Content | undefined {
  const text = readUtf8(body);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isDeeper(value, DEPTH_LIMIT) ? undefined : { value, isJson: true };
  } catch {
    return undefined;
  }
}

/** Written for speed: a transcript has ten thousand values, and this looks at each. */
function isDeeper(value: unknown, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (limit === 0) return true;
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object' && isDeeper(item, limit - 1)) return true;
    return false;
  }
  for (const name in value) {
    const inner: unknown = value[name as never];
    if (typeof inner === 'object' && isDeeper(inner, limit - 1)) return true;
  }
  return false;
}
