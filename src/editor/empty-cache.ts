import { byId, show } from './elements.js';
import type { Texts } from './texts.js';
import './red.js';

const BUTTON = 'deepgram-cache-empty';
const STATE = 'deepgram-cache-emptied';
const MB = 1024 * 1024;

/** What has been forgotten. */
interface Emptied {
  readonly entries: number;
  readonly bytes: number;
}

/**
 * Makes the button that empties the cache of the Node-RED that is edited. It does so at once: Cancel brings nothing
 * back.
 *
 * @param text - of the catalog of deepgram-speak
 */
export function prepareEmptyCache(text: Texts): void {
  const button = byId(BUTTON);
  // The dialog may have gone, or be covered by another, when the answer comes.
  const state = byId(STATE);
  button.addEventListener('click', async () => {
    button.toggleAttribute('disabled', true);
    const told = await $.ajax({
      method: 'POST',
      url: 'deepgram-speak/cache/empty',
      contentType: 'application/json',
      data: '{}',
      dataType: 'json',
    }).then(
      (emptied) => inWords(emptied as Emptied, text),
      // 0: not reached; 401, 403: whoever sits here may not.
      ({ status }: { status: number }) => text('cache.failed', { status }),
    );
    button.toggleAttribute('disabled', false);
    show(state, told);
  });
}

function inWords({ entries, bytes }: Emptied, text: Texts): string {
  if (entries === 0) return text('cache.nothing');
  const size = bytes < MB / 10 ? `${Math.ceil(bytes / 1024)} kB` : `${(bytes / MB).toFixed(1)} MB`;
  return text(entries === 1 ? 'cache.emptiedOne' : 'cache.emptied', { entries, size });
}
