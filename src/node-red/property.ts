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
  const { value, type } = property;
  if (value === '' && type !== 'str') return undefined;
  try {
    return await new Promise((resolve, reject) => {
      RED.util.evaluateNodeProperty(value, type, node, message, (error, result) =>
        error ? reject(error) : resolve(result),
      );
    });
  } catch (error) {
    // A path through a property that isn't there means: no value.
    if (type === 'msg' && error instanceof TypeError) return undefined;
    throw new DeepgramError('BAD_REQUEST', 'propertyUnreadable', {
      property: nameOf(property),
      // JSONata throws objects that are no Errors.
      detail: cutUrls(String((error as { message?: unknown }).message ?? '')),
    });
  }
}
