import type { Property } from './property.js';

/** Where the results of a live stream go. */
export interface StreamDeliverySettings {
  /** The id of an endpoint of ours … */
  readonly endpoint: string | undefined;
  /** … or any URL; never both. */
  readonly callbackUrl: Property;
  readonly callbackMethod: 'WS' | 'POST' | 'PUT';
}

/** The same, as flows are saved with it. */
export interface StreamDeliveryDefinition {
  endpoint?: string;
  callbackUrl?: string;
  callbackUrlType?: Property['type'];
  callbackMethod?: string;
}

/** Reads a node's settings; what an older flow does not have yet gets its default. */
export function readStreamDelivery(definition: StreamDeliveryDefinition): StreamDeliverySettings {
  const { endpoint, callbackUrl, callbackUrlType, callbackMethod } = definition;
  return {
    endpoint: endpoint || undefined,
    callbackUrl: { name: 'Callback URL', value: callbackUrl ?? '', type: callbackUrlType || 'str' },
    callbackMethod: callbackMethod === 'POST' || callbackMethod === 'PUT' ? callbackMethod : 'WS',
  };
}
