import { overlay, type Wish } from '../client/wish.js';
import { checkLive } from '../transcribe/check-live.js';
import { liveNeedsOf } from '../transcribe/needs-live.js';
import { type ListenWish, listenWish } from '../transcribe/stream/wish.js';
import { evaluateAtOnce } from './property.js';
import type { Message, Node, Red } from './runtime.js';
import { refuse } from './texts.js';
import type { TranscribeStreamSettings } from './transcribe-stream-settings.js';

/**
 * Reads what a message asks a live session for. Audio comes fifty times a second, and mostly asks for nothing of its
 * own: what is sent then is worked out once.
 *
 * @returns what throws DeepgramError as `overlay` and `evaluate` do, and BAD_REQUEST for what Deepgram would refuse
 */
export function createListenWishes(
  RED: Red,
  node: Node,
  settings: TranscribeStreamSettings,
): (message: Message) => Promise<ListenWish> {
  let usual: { readonly model: unknown; readonly wish: ListenWish } | undefined;

  function checked({ model, parameters }: Wish): ListenWish {
    const needs = liveNeedsOf(settings.emit, parameters, model);
    refuse(RED, checkLive(model, { ...needs, ...parameters }));
    return listenWish({ model, parameters }, settings.emit);
  }

  return async (message) => {
    const model = await evaluateAtOnce(RED, node, settings.model, message);
    const options = await evaluateAtOnce(RED, node, settings.options, message);
    const isUsual = options === undefined || options === null || options === '';
    if (isUsual && usual && usual.model === model) return usual.wish;
    const wish = checked(overlay(model, settings.params, options));
    if (isUsual) usual = { model, wish };
    return wish;
  };
}
