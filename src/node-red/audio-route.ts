import { AUDIO_PATH } from '../announce/audio-url.js';
import { AUDIO_NAME } from '../announce/serve/audio-file.js';
import { type AudioStore, createAudioStore } from '../announce/serve/audio-store.js';
import { serveAudio } from '../announce/serve/serve-audio.js';
import { steadyClock } from '../client/clock.js';
import { middlewareOf } from './http-middleware.js';
import type { Red, Settings } from './runtime.js';
import { numberOr } from './settings.js';

/** MB of audio that are kept for players, unless settings.js says otherwise. */
export const STORE_MB = 200;

/** The store of each Node-RED; one, but for programs that embed several. It outlives every deploy. */
const stores = new WeakMap<object, AudioStore>();

/** Where there is a route: the palette may load the type again. */
const served = new WeakSet<object>();

/** The store of a Node-RED. */
export function audioStoreOf({ httpNode, settings }: Red): AudioStore {
  const known = stores.get(httpNode);
  if (known) return known;
  const store = createAudioStore(limitOf(settings), steadyClock);
  stores.set(httpNode, store);
  return store;
}

/**
 * Serves the audio of the store below `httpNodeRoot` on Node-RED's own server. To be called once, when the node's
 * type is loaded: then the route stands before those of any flow. It stays: Express has no way to take one away.
 */
export function serveAudioOf(RED: Red): void {
  if (served.has(RED.httpNode)) return;
  served.add(RED.httpNode);
  const through = middlewareOf(RED);
  RED.httpNode.use((request, response, next) => {
    const name = nameIn(request.url);
    if (name === undefined) next();
    else
      through(request, response, next, () =>
        serveAudio(request, response, audioStoreOf(RED), name, steadyClock),
      );
  });
}

/** What a request asks for; undefined for all that can't be a name of ours. Nothing is decoded. */
function nameIn(target = ''): string | undefined {
  const [path = ''] = target.split('?');
  const name = path.slice(AUDIO_PATH.length);
  return path.startsWith(AUDIO_PATH) && AUDIO_NAME.test(name) ? name : undefined;
}

function limitOf(settings: Settings & { readonly deepgramSpeakStoreMB?: unknown }): number {
  const limit = numberOr(settings.deepgramSpeakStoreMB, STORE_MB);
  return (limit > 0 ? limit : STORE_MB) * 1024 * 1024;
}
