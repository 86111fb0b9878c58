import { reachProblem } from '../callback/public-url.js';
import { isEnvironment } from './choices.js';
import type { EditorNode } from './red.js';
import { type Texts, textsOf } from './texts.js';
import type { Verdict } from './validators.js';
import './red.js';

/** How a node's result reaches whoever wants it, as the node is saved or as its dialog shows it. */
export interface Delivery {
  readonly delivery: string;
  readonly endpoint: string;
  readonly callbackUrl: string;
  readonly callbackUrlType: string;
}

/** Reads it from a saved node: one of an older flow has none of it, and waits. */
export function savedDelivery(node: Partial<Delivery>): Delivery {
  return {
    delivery: node.delivery || 'wait',
    endpoint: node.endpoint ?? '',
    callbackUrl: node.callbackUrl ?? '',
    callbackUrlType: node.callbackUrlType || 'str',
  };
}

/**
 * Judges the endpoint that a node delivers to. That there is neither an endpoint nor a URL is said here.
 *
 * @param text - of the node's own catalog
 */
export function judgeEndpoint(
  { delivery, endpoint, callbackUrl }: Delivery,
  find: (id: string) => EditorNode | null | undefined,
  text: Texts = textsOf('deepgram-speak'),
): Verdict {
  if (delivery !== 'callback' || isEnvironment(endpoint)) return true;
  if (isNone(endpoint)) return callbackUrl.trim() !== '' || text('errors.destinationMissing');
  const found = find(endpoint);
  if (!found) return text('errors.endpointMissing');
  return found.valid !== false || text('errors.endpointWrong');
}

/**
 * Judges the URL that a node delivers to. That there is an endpoint as well is said here.
 *
 * @param text - of the node's own catalog
 */
export function judgeCallbackUrl(
  { delivery, endpoint, callbackUrl, callbackUrlType }: Delivery,
  text: Texts = textsOf('deepgram-speak'),
): Verdict {
  const url = callbackUrl.trim();
  if (delivery !== 'callback' || url === '') return true;
  if (!isNone(endpoint)) return text('errors.destinationTwice');
  if (callbackUrlType !== 'str') return RED.utils.validateTypedProperty(url, callbackUrlType, {});
  if (isEnvironment(url)) return true;
  const problem = reachProblem(url);
  return !problem || textsOf('deepgram-config')(`problems.${problem}`);
}

/** Whether a select of config nodes has none chosen: the editor writes that as `_ADD_` while a dialog is open. */
export function isNone(endpoint: string): boolean {
  return endpoint === '' || endpoint === '_ADD_';
}
