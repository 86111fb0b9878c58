import { callbackUrl, placeOf } from '../callback/callback-url.js';
import type { Endpoint } from '../callback/endpoint.js';
import type { OpenJob } from '../callback/job.js';
import { signToken } from '../callback/token.js';
import { DeepgramError } from '../client/errors.js';
import type { Acknowledgement, Callback } from '../client/submit.js';
import { callbackAddress, requireReachable } from './callback-address.js';
import type { DeliverySettings } from './delivery-settings.js';
import { keepForResult } from './keep-for-result.js';
import { dropCommands } from './message.js';
import { evaluate } from './property.js';
import type { Message, Node, Red } from './runtime.js';
import { sharedText } from './texts.js';

/** What a node submits. */
export interface NodeSubmission {
  readonly kind: OpenJob['kind'];
  /** What the result needs to find its place; plain JSON. */
  readonly form: unknown;
  /** The message that is submitted; of a sequence, its newest. */
  readonly message: () => Message;
  /** What of it is kept for the result. */
  readonly kept: (message: Message) => Message;
  /** ms that the request may take before it is acknowledged. */
  readonly requestMs: number;
  /** Where the request goes. */
  readonly service: URL;
  readonly signal: AbortSignal;
  /** Sends the request. */
  readonly ask: (callback: Callback) => Promise<Acknowledgement>;
}

/**
 * Submits a request whose result Deepgram delivers.
 *
 * @returns the message to be sent on, when Deepgram has accepted it
 * @throws DeepgramError
 */
export async function submitForDelivery(
  RED: Red,
  node: Node,
  settings: DeliverySettings,
  submission: NodeSubmission,
): Promise<Message> {
  const foreign = await evaluate(RED, node, settings.callbackUrl, submission.message());
  const hasForeign = foreign !== undefined && foreign !== null && foreign !== '';
  if (settings.endpoint && hasForeign) throw new DeepgramError('CONFIG', 'deliveryTwice');
  const { job, callback, acknowledgement } = settings.endpoint
    ? await submitToEndpoint(RED, node, settings.endpoint, submission)
    : await submitToUrl(foreign, settings, submission);
  const { requestId, attempts } = acknowledgement;
  const accepted = { ...submission.message() };
  dropCommands(accepted);
  accepted.deepgram = {
    ...(requestId && { requestId }),
    ...(job && { job }),
    deliverTo: placeOf(new URL(callback.url)),
    ...(attempts > 1 && { attempts }),
  };
  return accepted;
}

/** The words for the status of a node whose request has been accepted. */
export function submittedWords(RED: Red): () => string {
  return () => sharedText(RED, 'status.submitted');
}

async function submitToUrl(
  url: unknown,
  { callbackMethod }: DeliverySettings,
  { ask, service }: NodeSubmission,
) {
  if (url === undefined || url === null || url === '') throw new DeepgramError('CONFIG', 'deliveryNowhere');
  const text = typeof url === 'string' ? url.trim() : '';
  requireReachable(text, service, 'BAD_REQUEST');
  const callback: Callback = { url: new URL(text).href, method: callbackMethod };
  return { job: undefined, callback, acknowledgement: await ask(callback) };
}

async function submitToEndpoint(RED: Red, node: Node, id: string, submission: NodeSubmission) {
  const { endpoint, address, settings } = await callbackAddress(RED, id, submission.service);
  const { kind, form, requestMs, signal, ask } = submission;
  const message = submission.message();
  const kept = keepForResult(RED, node, submission.kept(message));
  const submitter = { id: node.id, flow: node.z ?? '', ...(node._alias && { template: node._alias }) };
  const ticket = await endpoint.jobs.submit({ kind, form, message: kept, requestMs, submitter });
  const url = callbackUrl(address, signToken(ticket, endpoint.proof.signer), settings.credentials);
  const callback: Callback = { url, method: 'POST' };
  try {
    signal.throwIfAborted();
    const acknowledgement = await ask(callback);
    const last = submission.message();
    const newer = last !== message && { message: keepForResult(RED, node, submission.kept(last)) };
    await endpoint.jobs.acknowledge(ticket.id, acknowledgement.requestId, newer || undefined);
    return { job: ticket.id, callback, acknowledgement };
  } catch (error) {
    await withdraw(endpoint, ticket.id, signal.aborted, error);
    throw error;
  }
}

/**
 * A request that was cancelled has no result any more. One whose answer was lost may have been accepted: should
 * its result come, it comes out alone, because its message has gone to a Catch node.
 */
async function withdraw(endpoint: Endpoint, id: string, isCancelled: boolean, error: unknown): Promise<void> {
  const isRefused = error instanceof DeepgramError && error.cause.status !== undefined;
  await endpoint.jobs.withdraw(id, isCancelled || isRefused ? 'settled' : 'missed').catch(endpoint.onError);
}
