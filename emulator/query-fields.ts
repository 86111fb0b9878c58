import { invalidQuery } from './refusal.js';

/** A text that is not empty. */
export function text(value: string): string {
  if (value === '') throw invalidQuery('invalid value: string "", expected a non-empty string');
  return value;
}

/** `true` or `false` in lower case: `False` is refused (livekit/agents #2231). */
export function boolean(value: string): boolean {
  if (value !== 'true' && value !== 'false') throw invalidType(value, 'a boolean');
  return value === 'true';
}

/** One of a few words. */
export function variant<T extends string>(value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found !== undefined) return found;
  const names = allowed.map((one) => `\`${one}\``).join(', ');
  throw invalidQuery(`unknown variant \`${value}\`, expected ${allowed.length > 1 ? 'one of ' : ''}${names}`);
}

/** A whole number from 1. */
export function wholeNumber(value: string): number {
  if (!/^\+?\d+$/.test(value) || Number(value) > 0xffffffff) throw invalidType(value, 'a nonzero u32');
  if (Number(value) === 0) throw invalidQuery('invalid value: integer `0`, expected a nonzero u32');
  return Number(value);
}

/** Any number. */
export function number(value: string): number {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)) throw invalidType(value, 'f32');
  return Number(value);
}

function invalidType(value: string, expected: string): Error {
  return invalidQuery(`invalid type: string ${JSON.stringify(value)}, expected ${expected}`);
}
