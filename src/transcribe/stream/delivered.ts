import { asTold, type Told } from '../../client/told.js';

/** Results that were delivered elsewhere; undefined for what is none. @param requestId - of the socket they are of */
export function deliveredResults(delivered: unknown, requestId: string | undefined): Told | undefined {
  const told = asTold(delivered);
  const { request_id } = (told?.metadata ?? {}) as { request_id?: unknown };
  return told?.type === 'Results' && request_id === requestId ? told : undefined;
}
