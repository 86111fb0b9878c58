import { isNone } from './delivery.js';
import { byId, field, show } from './elements.js';
import { judgeLiveEndpoint, judgeLiveUrl, type LiveDelivery, savedLiveDelivery } from './live-delivery.js';
import type { LiveNode } from './live-node.js';
import { markWrong } from './mark-wrong.js';
import type { Texts } from './texts.js';
import { typedInput } from './typed-input.js';
import type { Verdict } from './validators.js';
import './red.js';

const DESTINATION = 'deepgram-destination';
const ENDPOINT = 'node-input-endpoint';
const URL_FIELD = '#node-input-callbackUrl';

/**
 * Makes the rows that say where the results go: out of the node, to an endpoint of ours, or to another URL.
 *
 * @param text - of the node's own catalog
 * @param isFlux - whether the model is one as the dialog stands: those deliver nowhere
 * @param changed - called after each change
 * @returns what draws them again, when the model has changed
 */
export function prepareLiveDelivery(
  node: LiveNode,
  text: Texts,
  isFlux: () => boolean,
  changed: () => void,
): () => void {
  typedInput('callbackUrl', 'str', 'msg', 'flow', 'global', 'env', 'jsonata');
  const { endpoint, callbackUrl } = savedLiveDelivery(node);
  field(DESTINATION).value = endpoint !== '' ? 'endpoint' : callbackUrl !== '' ? 'url' : 'node';
  let isTwice = endpoint !== '' && callbackUrl !== '';
  const draw = (): void => {
    const error = isFlux() ? 'Flux' : isTwice ? 'Twice' : undefined;
    renderLiveDelivery(error && text(`errors.destination${error}`), text);
  };
  const render = (): void => {
    draw();
    changed();
  };
  $(`#${DESTINATION}`).on('change', () => {
    isTwice = false;
    render();
  });
  for (const id of [ENDPOINT, 'node-input-callbackMethod']) $(`#${id}`).on('change', render);
  $(URL_FIELD).on('change keyup', render);
  render();
  return draw;
}

/** Where the results go as it stands in the open dialog: what was not chosen is blank. */
export function typedLiveDelivery(): LiveDelivery {
  const to = field(DESTINATION).value;
  const endpoint = field(ENDPOINT).value;
  return {
    endpoint: to === 'endpoint' && !isNone(endpoint) ? endpoint : '',
    callbackUrl: to === 'url' ? $(URL_FIELD).typedInput('value') : '',
    callbackUrlType: $(URL_FIELD).typedInput('type'),
    callbackMethod: field('node-input-callbackMethod').value,
  };
}

/** Blanks what was not chosen, just before the editor reads the fields. */
export function settleLiveDelivery(): void {
  const to = field(DESTINATION).value;
  if (to !== 'endpoint') field(ENDPOINT).value = '_ADD_';
  if (to !== 'url') $(URL_FIELD).typedInput('type', 'str').typedInput('value', '');
}

function renderLiveDelivery(error: string | undefined, text: Texts): void {
  const to = field(DESTINATION).value;
  const now = typedLiveDelivery();
  byId('deepgram-row-endpoint').hidden = to !== 'endpoint';
  byId('deepgram-row-callbackUrl').hidden = to !== 'url';
  byId('deepgram-row-callbackMethod').hidden = to === 'node';
  byId('deepgram-row-output').hidden = to === 'url';
  show(byId('deepgram-method-hint'), text(now.callbackMethod === 'WS' ? 'hint.socket' : 'hint.requests'));
  mark(DESTINATION, 'destination', to === 'node' || (error ?? true));
  mark(ENDPOINT, 'endpoint', to !== 'endpoint' || judgeChosen(now, text));
  mark('node-input-callbackUrl-visible', 'callbackUrl', to !== 'url' || judgeTyped(now, text));
}

function judgeChosen(now: LiveDelivery, text: Texts): Verdict {
  if (isNone(now.endpoint)) return text('errors.endpointUnchosen');
  return judgeLiveEndpoint(now, (id) => RED.nodes.node(id), text);
}

function judgeTyped(now: LiveDelivery, text: Texts): Verdict {
  return now.callbackUrl.trim() === '' ? text('errors.callbackUrlMissing') : judgeLiveUrl(now, text);
}

function mark(control: string, row: string, verdict: Verdict): void {
  markWrong(byId(control), byId(`deepgram-row-${row}`), verdict === true ? '' : verdict);
}
