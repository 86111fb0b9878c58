import type { Property } from './property.js';
import type { PropertyType } from './runtime.js';

/** Where a submitting node's result goes, as flows are saved with it. */
export interface DeliveryDefinition {
  delivery?: string;
  endpoint?: string;
  callbackUrl?: string;
  callbackUrlType?: PropertyType;
  callbackMethod?: string;
}

/** The same settings, complete. */
export interface DeliverySettings {
  readonly delivery: 'wait' | 'callback';
  /** The id of an endpoint of ours … */
  readonly endpoint: string | undefined;
  /** … or any URL; never both. */
  readonly callbackUrl: Property;
  readonly callbackMethod: 'POST' | 'PUT';
}

/** Reads a node's settings; what an older flow does not have yet gets its default. */
export function readDeliverySettings(definition: DeliveryDefinition): DeliverySettings {
  return {
    delivery: definition.delivery === 'callback' ? 'callback' : 'wait',
    endpoint: definition.endpoint || undefined,
    callbackUrl: {
      name: 'Callback URL',
      value: definition.callbackUrl ?? '',
      type: definition.callbackUrlType || 'str',
    },
    callbackMethod: definition.callbackMethod === 'PUT' ? 'PUT' : 'POST',
  };
}
