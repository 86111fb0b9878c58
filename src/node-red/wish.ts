import { overlay, type Wish } from '../client/wish.js';
import { evaluate, type Property } from './property.js';
import type { Message, Node, Red } from './runtime.js';

/** Where a node is told what to ask Deepgram for. */
interface WishSettings {
  readonly model: Property;
  readonly params: Readonly<Record<string, unknown>>;
  readonly options: Property;
}

/**
 * What a message asks for: the node's model and parameters, overlaid with the message's options.
 *
 * @throws DeepgramError as `overlay` and `evaluate` do
 */
export async function readWish(
  RED: Red,
  node: Node,
  { model, params, options }: WishSettings,
  message: Message,
): Promise<Wish> {
  return overlay(
    await evaluate(RED, node, model, message),
    params,
    await evaluate(RED, node, options, message),
  );
}
