import type { LiveStreams } from '../callback/live-stream.js';
import type { Red, Settings } from './runtime.js';

/** What is known of live streams, for each of the Node-REDs in this process, by the id of the endpoint. */
const kept = new WeakMap<Settings, Map<string, LiveStreams>>();

/** The live streams of an endpoint: a deploy must not take an utterance's beginning from it. */
export function keptStreams({ settings }: Red, endpoint: string): LiveStreams {
  const all = kept.get(settings) ?? new Map<string, LiveStreams>();
  kept.set(settings, all);
  const streams = all.get(endpoint) ?? new Map();
  all.set(endpoint, streams);
  return streams;
}

/** Forgets those of an endpoint that is not to come back. */
export function forgetStreams({ settings }: Red, endpoint: string): void {
  kept.get(settings)?.delete(endpoint);
}
