import { DeepgramError } from '../client/errors.js';
import type { Message, Red } from './runtime.js';

type Path = readonly (string | number)[];

/** `msg.parts` of one message of a sequence, as core's split and join nodes have it. */
export interface Parts {
  id: string;
  index: number;
  type: 'buffer';
  ch: '';
  property: string;
  count?: number;
  /** The `msg.parts` that the message came in with. */
  parts?: unknown;
}

/** What would command the nodes behind: `action` an mqtt out, `complete` a join; `reset` is for this node. */
const COMMANDS = ['action', 'complete', 'reset'] as const;

/** Takes out of the message what would command the nodes behind. */
export function dropCommands(message: Message): void {
  for (const command of COMMANDS) if (command in message) delete message[command];
}

/**
 * Finds the place in a message where a result will go.
 *
 * @param property - a path below `msg`, `payload.audio` say
 * @returns a function that gives a copy of a message with the value there; the objects on the way are
 *   copied, so that messages made from the same one share nothing that is written
 * @throws DeepgramError CONFIG when the path makes no sense, or leads through something that is no object
 */
export function placeFor(
  RED: Red,
  property: string,
  message: Message,
): (message: Message, value: unknown) => Message {
  const path = parse(RED, property, message);
  if (!isFree(message, path)) throw new DeepgramError('CONFIG', 'outputTaken', { property });
  return (from, value) => put(from, path, value) as Message;
}

function parse(RED: Red, property: string, message: Message): Path {
  try {
    return RED.util.normalisePropertyExpression(property, message);
  } catch {
    throw new DeepgramError('CONFIG', 'outputInvalid', { property });
  }
}

function isFree(holder: unknown, [name, ...rest]: Path): boolean {
  if (rest.length === 0 || holder === undefined || holder === null) return true;
  if (name === undefined) return false;
  const inner = (holder as Record<string | number, unknown>)[name];
  return inner === undefined || inner === null || (isContainer(inner) && isFree(inner, rest));
}

function put(holder: unknown, [name, ...rest]: Path, value: unknown): unknown {
  if (name === undefined) return value;
  const copy: Record<string | number, unknown> | unknown[] = Array.isArray(holder)
    ? [...holder]
    : { ...(holder as object) };
  const inner = Object.hasOwn(copy, name) ? copy[name as never] : undefined;
  Object.defineProperty(copy, name, {
    value: put(inner, rest, value),
    writable: true,
    enumerable: true,
    configurable: true,
  });
  return copy;
}

function isContainer(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !(value instanceof Uint8Array);
}
