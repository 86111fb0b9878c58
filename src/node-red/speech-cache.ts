import path from 'node:path';
import type { Announcement } from '../announce/announcement.js';
import { openSpeechCache, type SpeechCache } from '../announce/cached-speech.js';
import type { Account } from '../client/account.js';
import { type SpeakContext, speak, type Utterance } from '../speak/speak.js';
import { type Admin, answerJson, serveAdmin } from './admin-route.js';
import type { Node, Red, Settings } from './runtime.js';
import { numberOr } from './settings.js';
import type { SpeakSettings } from './speak-settings.js';

/** MB of audio that are kept to be said again, unless settings.js says otherwise. */
export const CACHE_MB = 200;

const MB = 1024 * 1024;

/** Below the user directory. */
const FOLDER = 'deepgram-audio-cache';

/** Where the editor asks to empty the cache. */
const EMPTY_PATH = '/deepgram-speak/cache/empty';

/** The cache of each Node-RED; one, but for programs that embed several. It outlives every deploy. */
const caches = new WeakMap<object, SpeechCache>();

/** Says something for a node, from the cache where that is what the node is set to. @throws DeepgramError */
export function say(
  RED: Red,
  node: Node,
  place: SpeakSettings['cache'],
  { account, utterance }: { account: Account; utterance: Utterance },
  context: SpeakContext,
): Promise<Announcement> {
  if (place === 'off') return speak(account, utterance, context);
  return cacheOf(RED).say(place, account, utterance, {
    signal: context.signal,
    follow: context.follow,
    onProblem: (errno) => node.warn(RED._('deepgram-speak.warnings.cacheFailed', { errno })),
  });
}

/** Lets the editor empty the cache. To be called when the node's type is loaded. */
export function serveCacheActions(RED: Red & Admin): void {
  const cache = cacheOf(RED);
  serveAdmin(RED, EMPTY_PATH, 'deepgram-speak.write', async (_body, response) => {
    answerJson(response, 200, await cache.empty());
  });
}

function cacheOf({ events, settings }: Red): SpeechCache {
  const known = caches.get(events);
  if (known) return known;
  const { userDir } = settings;
  const folder = userDir === undefined ? undefined : path.join(userDir, FOLDER);
  const cache = openSpeechCache(folder, boundOf(settings));
  caches.set(events, cache);
  return cache;
}

function boundOf(settings: Settings & { readonly deepgramSpeakCacheMB?: unknown }): number {
  return Math.max(0, numberOr(settings.deepgramSpeakCacheMB, CACHE_MB)) * MB;
}
