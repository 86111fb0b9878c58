/** A message as a job keeps it. */
export interface KeptMessage {
  /** JSON that {@link restoreMessage} reads. */
  readonly json: string;
  /** Paths of what could not be kept: functions, streams, `req`, `res`, cycles. */
  readonly dropped: readonly string[];
}

/** Marks, in the JSON, an object that stands for a value JSON has no form for. */
const TAG = '\u0000type';

const VIEWS = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
} as const;

/** Values that travel as text beside their type, and how they come back. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  Buffer: (text) => Buffer.from(text, 'base64'),
  Date: (text) => new Date(text === '' ? Number.NaN : text),
  BigInt: (text) => BigInt(text),
  Number: (text) => Number(text),
  ...Object.fromEntries(
    Object.entries(VIEWS).map(([name, View]) => [name, (text: string) => new View(toArrayBuffer(text))]),
  ),
};

/** What HTTP nodes put on a message: it belongs to a connection, and can't outlive it. */
const CONNECTION = new Set(['req', 'res']);

/**
 * Writes a message as JSON from which Buffers, typed arrays and Dates come back as what they were. (As plain
 * JSON a Buffer would be 17 times its size, and come back as an object.)
 *
 * @param limit - characters that the JSON may have
 * @throws RangeError when it would have more, or when the message is nested beyond all measure
 */
export function keepMessage(message: Readonly<Record<string, unknown>>, limit: number): KeptMessage {
  const dropped: string[] = [];
  const above = new Set<object>();
  let size = 0;

  /** Counts while it goes: what is far too large is not written first. */
  function spend(characters: number): void {
    size += characters;
    if (size > limit) throw new RangeError(`more than ${limit} characters`);
  }

  function keep(value: unknown, path: string): unknown {
    if (typeof value === 'function' || typeof value === 'symbol') return drop(path);
    if (typeof value === 'bigint') return tagged('BigInt', String(value));
    if (typeof value === 'number' && !Number.isFinite(value)) return tagged('Number', String(value));
    if (typeof value === 'string') spend(value.length);
    if (typeof value !== 'object' || value === null) return value;
    spend(ArrayBuffer.isView(value) ? value.byteLength : 1);
    if (Buffer.isBuffer(value)) return tagged('Buffer', value.toString('base64'));
    if (value instanceof Date)
      return tagged('Date', Number.isNaN(value.getTime()) ? '' : value.toISOString());
    if (ArrayBuffer.isView(value)) return keepView(value, path);
    if (above.has(value) || isStream(value) || isUnknown(value)) return drop(path);
    above.add(value);
    const kept = Array.isArray(value)
      ? value.map((item, index) => keep(item, `${path}[${index}]`) ?? null)
      : keepProperties(value, path);
    above.delete(value);
    return kept;
  }

  function keepView(view: ArrayBufferView, path: string): unknown {
    const { name } = view.constructor;
    if (!Object.hasOwn(VIEWS, name)) return drop(path);
    return tagged(name, Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString('base64'));
  }

  function keepProperties(holder: object, path: string): Record<string, unknown> {
    const kept: Record<string, unknown> = Object.create(null);
    for (const name of Object.keys(holder)) {
      spend(name.length);
      const inner = path === '' ? name : `${path}.${name}`;
      const value = path === '' && CONNECTION.has(name) ? drop(inner) : keepProperty(holder, name, inner);
      // A name that begins like our mark gets a longer one, so that no message can pretend.
      if (value !== undefined) kept[name.startsWith(TAG) ? TAG + name : name] = value;
    }
    return kept;
  }

  /** Getters and proxies may throw; a message nested too deep is nobody's property. */
  function keepProperty(holder: object, name: string, path: string): unknown {
    try {
      return keep(holder[name as never], path);
    } catch (error) {
      if (error instanceof RangeError) throw error;
      return drop(path);
    }
  }

  function drop(path: string): undefined {
    dropped.push(path);
  }

  return { json: JSON.stringify(keep(message, '')), dropped };
}

/** Reads what {@link keepMessage} wrote. */
export function restoreMessage(json: string): Record<string, unknown> {
  return JSON.parse(json, (_name, value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const type: unknown = value[TAG];
    if (typeof type === 'string') return READERS[type]?.(String(value.text));
    const names = Object.keys(value);
    if (!names.some((name) => name.startsWith(TAG))) return value;
    return Object.fromEntries(
      names.map((name) => [name.startsWith(TAG) ? name.slice(TAG.length) : name, value[name]]),
    );
  });
}

function tagged(type: string, text: string): object {
  return { [TAG]: type, text };
}

/** Things of classes that show nothing of what they hold: a Map, a Set, an Error, a RegExp, a URL. */
function isUnknown(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = prototype === null || prototype === Object.prototype || Array.isArray(value);
  return !isPlain && Object.keys(value).length === 0 && Object.getPrototypeOf(prototype) !== null;
}

function isStream(value: object): boolean {
  return 'pipe' in value && typeof value.pipe === 'function';
}

function toArrayBuffer(base64: string): ArrayBuffer {
  const bytes = Buffer.from(base64, 'base64');
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
}
