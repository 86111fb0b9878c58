import { DeepgramError } from '../client/errors.js';
import { cutUrls } from '../client/secrets.js';
import type { Message, Node, PropertyType, Red } from './runtime.js';
import { nameOf } from './texts.js';

/** A value that the editor's TypedInput holds. */
export interface Property {
  /** What the dialog calls it. */
  readonly name: string;
  readonly value: string;
  readonly type: PropertyType;
}

/**
 * Reads a typed property; undefined where the message, the context or the environment has none.
 *
 * @throws DeepgramError BAD_REQUEST when it can't be read: broken JSONata, a path that leads nowhere …
 */
export async function evaluate(RED: Red, node: Node, property: Property, message: Message): Promise<unknown> {
  return evaluateAtOnce(RED, node, property, message);
}

/**
 * The same without a promise where the value is there at once: a piece of live audio has four of them read, fifty
 * times a second.
 *
 * @returns the value, or a promise of it
 */
export function evaluateAtOnce(RED: Red, node: Node, property: Property, message: Message): unknown {
  const { value, type } = property;
  if (type === 'str') return value;
  if (value === '') return undefined;
  let told: Told | undefined;
  let tell: (() => void) | undefined;
  try {
    RED.util.evaluateNodeProperty(value, type, node, message, (error, result) => {
      told ??= { error, result };
      tell?.();
    });
  } catch (error) {
    told = { error, result: undefined };
  }
  if (told) return resultOf(told, property);
  return new Promise<void>((resolve) => {
    tell = resolve;
  }).then(() => told && resultOf(told, property));
}

interface Told {
  readonly error: unknown;
  readonly result: unknown;
}

function resultOf({ error, result }: Told, property: Property): unknown {
  if (error) return failed(error, property);
  try {
    if (!isPromise(result)) return result;
  } catch (thrown) {
    return failed(thrown, property);
  }
  return result.then(undefined, (thrown: unknown) => failed(thrown, property));
}

/** @throws what a Proxy throws that can't be looked at */
function isPromise(value: unknown): value is PromiseLike<unknown> {
  const isObject = typeof value === 'object' && value !== null;
  return isObject && typeof (value as { then?: unknown }).then === 'function';
}

/** @returns undefined where there is no such property */
function failed(error: unknown, { name, value, type }: Property): undefined {
  // A path through a property that isn't there means: no value.
  if (type === 'msg' && error instanceof TypeError) return undefined;
  throw new DeepgramError('BAD_REQUEST', 'propertyUnreadable', {
    property: nameOf({ name, value, type }),
    // JSONata throws objects that are no Errors.
    detail: cutUrls(String((error as { message?: unknown }).message ?? '')),
  });
}
