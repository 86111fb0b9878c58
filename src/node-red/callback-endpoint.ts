import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { createAuthorizer } from '../callback/basic.js';
import { createBudget } from '../callback/budget.js';
import { type Endpoint, openEndpoint } from '../callback/endpoint.js';
import type { OpenJob } from '../callback/job.js';
import { openJobs } from '../callback/jobs.js';
import { type ListenFailure, listenOnOwnPort, type StopListening } from '../callback/own-server.js';
import { systemClock } from '../client/clock.js';
import { DeepgramError } from '../client/errors.js';
import {
  BODY_LIMIT_MB,
  type CallbackCredentials,
  type CallbackEndpointSettings,
} from './callback-endpoint-settings.js';
import { hasStore, keepSecret, openContextStore } from './context-store.js';
import { leaveNodeRed, listenOnNodeRed } from './http-node.js';
import { forgetStreams, keptStreams } from './kept-streams.js';
import { forgetContext, nodeContext } from './node-context.js';
import { restore } from './restore.js';
import type { Node, Red } from './runtime.js';
import { inWords, sharedText } from './texts.js';
import { readTls } from './tls.js';

/** A deepgram-callback-endpoint node at work. */
export interface CallbackEndpointNode extends Node<CallbackCredentials> {
  readonly settings: CallbackEndpointSettings;
  /** The endpoint, once it listens. @throws DeepgramError CONFIG where it can't */
  opened(): Promise<Endpoint>;
}

/** Bytes that the bodies of all deliveries together may have in memory while they are read. */
const budget = createBudget(BODY_LIMIT_MB * 1024 * 1024);

/** Warnings about refused deliveries come at most so often. */
const WARN_EVERY_MS = 60_000;

/** Opens the endpoint that a node is set to, and lets it listen. @throws DeepgramError CONFIG */
export async function openNodeEndpoint(
  RED: Red,
  node: CallbackEndpointNode,
  settings: CallbackEndpointSettings,
): Promise<{ endpoint: Endpoint; stop: StopListening }> {
  const { store } = settings;
  if (store && !hasStore(RED.settings, store)) throw new DeepgramError('CONFIG', 'storeUnknown', { store });
  if (settings.listen === 'node-red' && RED.settings.httpNodeRoot === false)
    throw new DeepgramError('CONFIG', 'httpNodeOff');
  const context = nodeContext(RED, node);
  const secret = settings.secret ?? (await keepSecret(context, store, randomBytes(32).toString('base64url')));
  const onError = (error: unknown) => node.warn(inWords(RED, error).message);
  const jobs = openJobs({
    store: openContextStore(context, store),
    clock: systemClock,
    deadline: settings.deadline,
    instance: instanceOf(RED),
    streams: keptStreams(RED, node.id),
    onMissed,
    async onStreamEnd(stream) {
      // Who takes it may just be being deployed.
      while (await endpoint.untilBack());
      for (const taker of endpoint.takersOf(stream.job)) taker.finish(stream);
    },
    onChange: () => endpoint.tellWaiting(),
    onError,
  });
  const endpoint = openEndpoint({
    id: node.id,
    proof: {
      signer: { secret, endpoint: node.id },
      acceptUnproven: settings.acceptUnproven,
      ...(settings.credentials && { isAuthorized: createAuthorizer(settings.credentials) }),
      ...(settings.keyId && { keyId: settings.keyId }),
    },
    limits: { bytes: settings.maxBody, budget },
    jobs,
    onRefused: warnNowAndThen((count) => node.warn(sharedText(RED, 'warnings.deliveriesRefused', { count }))),
    onUnread(status, bytes) {
      const size = bytes === undefined ? '?' : (bytes / 1024 / 1024).toFixed(1);
      node.warn(sharedText(RED, 'warnings.deliveryUnread', { status, size }));
    },
    onError,
  });

  function onMissed(job: OpenJob): void {
    const minutes = settings.deadline / 60_000;
    const error = new DeepgramError('TIMEOUT', 'deadlineMissed', { minutes }, jobCause(job));
    const taker = endpoint.takerFor(job.submitter);
    if (taker) {
      taker.fail(error, job);
      return;
    }
    // Without a taker the node says it that submitted the job: there may be a Catch node.
    const submitter = RED.nodes.getNode(job.submitter.id) as Node | null | undefined;
    (submitter ?? node).error(inWords(RED, error), restore(job));
  }

  const stop = await listen(RED, settings, endpoint);
  if (typeof stop !== 'function') {
    await endpoint.close();
    throw listenError(settings, stop);
  }
  return {
    endpoint,
    async stop(removed) {
      if (removed) {
        forgetContext(RED, node);
        forgetStreams(RED, node.id);
      }
      await stop(removed);
    },
  };
}

async function listen(
  RED: Red,
  settings: CallbackEndpointSettings,
  endpoint: Endpoint,
): Promise<StopListening | ListenFailure> {
  const { path, port } = settings;
  if (settings.listen === 'own') {
    leaveNodeRed(RED, endpoint.id);
    const tls = settings.tls ? readTls(RED, settings.tls) : undefined;
    // What was to be encrypted never goes in the clear because a node was deleted.
    if (settings.tls && !tls) throw new DeepgramError('CONFIG', 'portFailed', { port, errno: 'TLS' });
    return listenOnOwnPort({ port, ...(tls && { tls }), tlsName: settings.tls ?? '' }, path, endpoint);
  }
  const leave = await listenOnNodeRed(RED, path, endpoint);
  return leave ? async (removed) => leave(removed) : { reason: 'pathTaken' };
}

function listenError({ path, port }: CallbackEndpointSettings, failure: ListenFailure): DeepgramError {
  if ('reason' in failure) return new DeepgramError('CONFIG', failure.reason, { path, port });
  return new DeepgramError(
    'CONFIG',
    'portFailed',
    failure.errno === undefined ? { port } : { port, ...failure },
  );
}

function jobCause({ requestId }: OpenJob): { requestId?: string } {
  return requestId ? { requestId } : {};
}

/** What tells this Node-RED from others that share its stores: Node-RED's own id, which outlives restarts. */
function instanceOf({ settings }: Red): string {
  const id = settings.get?.('instanceId');
  return typeof id === 'string' && id !== '' ? id : `${hostname()}:${settings.userDir ?? ''}`;
}

function warnNowAndThen(warn: (count: number) => void): () => void {
  let count = 0;
  let next = 0;
  return () => {
    count += 1;
    if (Date.now() < next) return;
    next = Date.now() + WARN_EVERY_MS;
    warn(count);
    count = 0;
  };
}
