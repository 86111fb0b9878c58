import { callbackUrl } from '../callback/callback-url.js';
import { signToken } from '../callback/token.js';
import type { Account } from '../client/account.js';
import { DeepgramError } from '../client/errors.js';
import { familyOf } from '../transcribe/models.js';
import type { ListenWish } from '../transcribe/stream/wish.js';
import { callbackAddress, requireReachable } from './callback-address.js';
import { type OpenSession, openerTo } from './delivered-session.js';
import { keepForResult } from './keep-for-result.js';
import { evaluate } from './property.js';
import type { StreamForm } from './resume-stream.js';
import type { Message, Node, Red } from './runtime.js';
import { refuse } from './texts.js';
import type { StreamDeliverySettings } from './transcribe-stream-delivery-settings.js';

/** A stream that is to be opened. */
export interface Stream {
  readonly account: Account;
  readonly wish: ListenWish;
  /** The message that opens it. */
  readonly message: Message;
  /** The same as its results have it: without the audio. */
  readonly base: Message;
  readonly form: StreamForm;
}

/** A stream's results, delivered. */
export interface StreamDelivery {
  /** Opens the session whose results are delivered: nothing comes out of it but news. */
  readonly open: OpenSession;
  /** The session is not to be opened after all. */
  giveUp(): Promise<void>;
}

/** ms that a socket may take to be opened, with all tries. */
const OPENING_MS = 5 * 60_000;

/**
 * Prepares that Deepgram delivers a stream's results: to an endpoint of ours, whose job is submitted first, or to any
 * URL.
 *
 * @returns undefined where the results come out of the session itself
 * @throws DeepgramError
 */
export async function prepareStreamDelivery(
  RED: Red,
  node: Node,
  settings: StreamDeliverySettings,
  stream: Stream,
): Promise<StreamDelivery | undefined> {
  const { callbackMethod: method } = settings;
  const { account, wish, message } = stream;
  const foreign = await evaluate(RED, node, settings.callbackUrl, message);
  const hasForeign = foreign !== undefined && foreign !== null && foreign !== '';
  if (!settings.endpoint && !hasForeign) return undefined;
  if (settings.endpoint && hasForeign) throw new DeepgramError('CONFIG', 'deliveryTwice');
  // "Not supported: callback" (developers.deepgram.com/docs/flux).
  const isFlux = familyOf(wish.model) === 'flux';
  refuse(
    RED,
    isFlux ? [{ reason: 'notWithModel', values: { parameter: 'callback', model: wish.model } }] : [],
  );
  if (settings.endpoint) return submitStream(RED, node, settings.endpoint, method, stream);
  const text = typeof foreign === 'string' ? foreign.trim() : '';
  requireReachable(text, account.url, 'BAD_REQUEST', method === 'WS' ? 'socket' : 'requests');
  const url = new URL(text).href;
  return { open: openerTo({ url, method }, undefined, stream.form), giveUp: async () => undefined };
}

async function submitStream(
  RED: Red,
  node: Node,
  id: string,
  method: StreamDeliverySettings['callbackMethod'],
  { account, base, form }: Stream,
): Promise<StreamDelivery> {
  const way = method === 'WS' ? 'socket' : 'requests';
  const { endpoint, address, settings } = await callbackAddress(RED, id, account.url, way);
  const submitter = { id: node.id, flow: node.z ?? '', ...(node._alias && { template: node._alias }) };
  const message = keepForResult(RED, node, base);
  const ticket = await endpoint.jobs.submit({
    ...{ kind: 'stream', form, message, submitter, requestMs: OPENING_MS },
  });
  const url = callbackUrl(address, signToken(ticket, endpoint.proof.signer), settings.credentials);
  const job = { id: ticket.id, endpoint };
  return {
    open: openerTo({ url, method }, job, form),
    giveUp: () => endpoint.jobs.withdraw(ticket.id, 'settled').catch(endpoint.onError),
  };
}
