import type { SocketMessage } from '../socket/record.js';

/** The fields that a client's message may have besides `type`; "unknown fields are rejected" (docs/flux-tts). */
const fields: Readonly<Record<string, readonly string[]>> = {
  Speak: ['text'],
  Flush: [],
  Interrupt: ['playback_offset'],
  Configure: ['speed'],
  Close: [],
};

/** The command in a client's message, or nothing where it has none, or more than it may have. */
export function commandOf({ type, json }: SocketMessage): string | undefined {
  if (type === undefined || json === undefined || !Object.hasOwn(fields, type)) return undefined;
  const known = Object.keys(json).every((name) => name === 'type' || fields[type]?.includes(name));
  return known ? type : undefined;
}

/** The offset of an `Interrupt` in milliseconds, nothing where it has none, `invalid` where it is none. */
export function offsetOf({ json }: SocketMessage): number | undefined | 'invalid' {
  const offset = json?.playback_offset;
  if (offset === undefined || offset === null) return undefined;
  const { type, value } = offset as { type?: unknown; value?: unknown };
  return type === 'time_ms' && typeof value === 'number' && value >= 0 ? value : 'invalid';
}
