import { createJobId, signToken } from '../../src/callback/token.js';
import type { FlowNode } from './node-red.js';
import { onTab } from './speak-flow.js';

/** What to set otherwise than a flow has it that submits to an endpoint on Node-RED's own server. */
export interface CallbackFlowOptions {
  /** Where Node-RED is reached. */
  publicUrl: string;
  /** Where Deepgram is reached. */
  url: string;
  endpoint?: Record<string, unknown>;
  speak?: Record<string, unknown>;
  callbackIn?: Record<string, unknown>;
  more?: FlowNode[];
}

/**
 * A tab in which a test takes part: `in` → `speak` → `accepted`, and `callback` → `out`, with everything
 * that the two tell Catch nodes at `caught`, and the callback's statuses at `status`.
 */
export function callbackFlow({
  publicUrl,
  url,
  endpoint,
  speak,
  callbackIn,
  more = [],
}: CallbackFlowOptions): FlowNode[] {
  return [
    { id: 'tab', type: 'tab', label: 'test' },
    { id: 'account', type: 'deepgram-config', url, auth: 'key', credentials: { apiKey: 'emulator-key' } },
    {
      ...{ id: 'endpoint', type: 'deepgram-callback-endpoint', publicUrl, path: '/deepgram/callback' },
      ...{ listen: 'node-red', credentials: { secret: '', username: '', password: '' } },
      ...endpoint,
    },
    { ...onTab('in', 'test-source'), wires: [['speak']] },
    {
      ...{ ...onTab('speak', 'deepgram-speak'), account: 'account', wires: [['accepted']] },
      ...{ delivery: 'callback', endpoint: 'endpoint', ...speak },
    },
    { ...onTab('callback', 'deepgram-callback-in'), endpoint: 'endpoint', wires: [['out']], ...callbackIn },
    { ...onTab('catch', 'catch'), scope: null, wires: [['caught']] },
    { ...onTab('statuses', 'status'), scope: ['callback'], wires: [['status']] },
    ...['accepted', 'out', 'caught', 'status'].map((id) => onTab(id, 'test-sink')),
    ...more,
  ];
}

/** Credentials of an endpoint that a test knows, each part of which would be found again. */
export const ENDPOINT_CREDENTIALS = {
  secret: 'signing-4c1e8d07b2f95a36',
  username: 'deepgram-ünd',
  password: 'delivers-9b3f60ae71d2:c85:ö',
};

/** Authorization headers. */
export const basic = (username: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
});

/** The right one for {@link ENDPOINT_CREDENTIALS}. */
export const RIGHT = basic(ENDPOINT_CREDENTIALS.username, ENDPOINT_CREDENTIALS.password);

/** A token as an endpoint with {@link ENDPOINT_CREDENTIALS} makes it. */
export function makeToken({
  id = createJobId(),
  expires = Date.now() + 60_000,
  endpoint = 'endpoint',
  secret = ENDPOINT_CREDENTIALS.secret,
} = {}): string {
  return signToken({ id, expires }, { secret, endpoint });
}

/** A transcript with an id of its own, as another program's request gets it. */
export function transcript(requestId: string, more = {}): string {
  return JSON.stringify({ metadata: { request_id: requestId }, results: {}, ...more });
}
