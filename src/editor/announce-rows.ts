import { type FetchedAt, fetchedAt } from './audio-address.js';
import { type Delivery, isNone } from './delivery.js';
import { typedDelivery } from './delivery-rows.js';
import { byId, field, show } from './elements.js';
import { prepareEmptyCache } from './empty-cache.js';
import { markWrong } from './mark-wrong.js';
import type { OwnSettings } from './speak-folds.js';
import { textsOf } from './texts.js';
import { judgeSeconds, type Verdict } from './validators.js';
import './red.js';

const text = textsOf('deepgram-speak');
const WITHIN = 'node-input-within';
/** However much settings.js has room for. */
const CACHE_IN_MEMORY_MB = 50;

/**
 * Makes the rows that say in what form the audio leaves, for how long it is wanted, and whether it is kept to be said
 * again.
 *
 * @param changed - called after each change
 */
export function prepareAnnouncement(changed: () => void): void {
  // A result in parts is put aside while Deepgram delivers: a delivery is one piece.
  let aside = false;
  const settle = (): void => {
    const later = typedDelivery().delivery === 'callback';
    const result = field('node-input-result');
    const parts = result.querySelector('option[value="parts"]');
    parts?.toggleAttribute('hidden', later);
    parts?.toggleAttribute('disabled', later);
    if (later && result.value === 'parts') {
      aside = true;
      result.value = 'buffer';
    } else if (!later && aside) {
      aside = false;
      if (result.value === 'buffer') result.value = 'parts';
    }
    changed();
  };
  $('#node-input-delivery').on('change', settle);
  for (const property of ['result', 'account', 'cache']) $(`#node-input-${property}`).on('change', changed);
  $(`#${WITHIN}`).on('input change', changed);
  prepareEmptyCache(text);
  settle();
}

/** Draws them. @returns what is to be told of those in the folded group */
export function renderAnnouncement(): OwnSettings {
  const isUrl = !byId('deepgram-row-result').hidden && field('node-input-result').value === 'url';
  const limit = RED.settings.deepgramSpeakStoreMB ?? '';
  show(byId('deepgram-result-hint'), isUrl ? text('hint.url', { limit }) : '');
  byId('deepgram-row-fetched').hidden = !isUrl;
  if (isUrl) renderFetched(fetchedAt(audioUrlOf(field('node-input-account').value), text));
  renderCache();
  const within = judgeWithin(field(WITHIN).value);
  markWrong(field(WITHIN), byId('deepgram-row-within'), within === true ? '' : within);
  return { changed: field(WITHIN).value.trim() === '' ? 0 : 1, wrong: within !== true };
}

/** Judges the seconds after which an announcement is no longer wanted; blank: never. */
export function judgeWithin(value: unknown): Verdict {
  return judgeSeconds(value, text('errors.within'));
}

/**
 * Judges whether there could be a URL, where a node is to give one.
 *
 * @param account - the id of the node's account
 */
export function judgeResult(value: unknown, { delivery, endpoint }: Delivery, account: string): Verdict {
  const isOurs = delivery !== 'callback' || !isNone(endpoint);
  return value !== 'url' || !isOurs || fetchedAt(audioUrlOf(account), text).problem || true;
}

function renderFetched({ shown, problem, warning }: FetchedAt): void {
  const row = byId('deepgram-row-fetched');
  byId('deepgram-fetched').textContent = shown;
  markWrong(byId('deepgram-fetched'), row, problem);
  show(byId('deepgram-fetched-warning'), warning);
}

function renderCache(): void {
  const { value } = field('node-input-cache');
  const bound = RED.settings.deepgramSpeakCacheMB ?? '';
  const limit = value === 'memory' ? Math.min(Number(bound), CACHE_IN_MEMORY_MB) : bound;
  const isOn = value === 'memory' || value === 'disk';
  show(byId('deepgram-cache-hint'), isOn ? text(`hint.cache.${value}`, { limit }) : '');
  byId('deepgram-cache-empty').hidden = !isOn;
  if (!isOn) show(byId('deepgram-cache-emptied'), '');
}

/** The audio URL of an account; blank where there is none. */
function audioUrlOf(account: string): string {
  return String(RED.nodes.node(account)?.audioUrl ?? '');
}
