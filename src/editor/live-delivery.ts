import { reachProblem } from '../callback/public-url.js';
import { isEnvironment } from './choices.js';
import { isNone, judgeCallbackUrl, judgeEndpoint } from './delivery.js';
import { LIVE_DEFAULTS, type LiveNode } from './live-node.js';
import type { EditorNode } from './red.js';
import { type Texts, textsOf } from './texts.js';
import type { Verdict } from './validators.js';

/** Where the results of a live stream go, as the node is saved or as its dialog shows it. */
export interface LiveDelivery {
  readonly endpoint: string;
  readonly callbackUrl: string;
  readonly callbackUrlType: string;
  readonly callbackMethod: string;
}

/** Reads it from a saved node: one of an older flow has none of it, and sends the results on itself. */
export function savedLiveDelivery(node: LiveNode): LiveDelivery {
  return {
    endpoint: node.endpoint ?? '',
    callbackUrl: node.callbackUrl ?? '',
    callbackUrlType: node.callbackUrlType || LIVE_DEFAULTS.callbackUrlType,
    callbackMethod: node.callbackMethod || LIVE_DEFAULTS.callbackMethod,
  };
}

/** Judges the endpoint that results go to; none is right. */
export function judgeLiveEndpoint(
  delivery: LiveDelivery,
  find: (id: string) => EditorNode | null | undefined,
  text: Texts,
): Verdict {
  return isNone(delivery.endpoint) || judgeEndpoint({ delivery: 'callback', ...delivery }, find, text);
}

/** Judges the URL that results go to; none is right. That there is an endpoint as well is said here. */
export function judgeLiveUrl(delivery: LiveDelivery, text: Texts): Verdict {
  const { endpoint, callbackUrl, callbackUrlType, callbackMethod } = delivery;
  const url = callbackUrl.trim();
  const isForSocket = callbackMethod === 'WS' && callbackUrlType === 'str' && isNone(endpoint);
  if (url === '' || !isForSocket || isEnvironment(url))
    return judgeCallbackUrl({ delivery: 'callback', ...delivery }, text);
  const problem = reachProblem(url, 'socket');
  return !problem || textsOf('deepgram-config')(`problems.${problem}`);
}
