import { type Delivery, isNone, judgeCallbackUrl, judgeEndpoint, savedDelivery } from './delivery.js';
import { byId, field } from './elements.js';
import { markWrong } from './mark-wrong.js';
import { textsOf } from './texts.js';
import { typedInput } from './typed-input.js';
import type { Verdict } from './validators.js';
import './red.js';

const DESTINATION = 'deepgram-destination';
const URL_FIELD = '#node-input-callbackUrl';

const text = textsOf('deepgram-speak');

/**
 * Makes the rows that say how the result is delivered.
 *
 * @param changed - called after each change
 */
export function prepareDelivery(node: Partial<Delivery>, changed: () => void): void {
  typedInput('callbackUrl', 'str', 'msg', 'flow', 'global', 'env', 'jsonata');
  const { endpoint, callbackUrl } = savedDelivery(node);
  field(DESTINATION).value = endpoint === '' && callbackUrl !== '' ? 'url' : 'endpoint';
  let twice = endpoint !== '' && callbackUrl !== '';
  const render = (): void => {
    renderDelivery(twice);
    changed();
  };
  $(`#${DESTINATION}`).on('change', () => {
    twice = false;
    render();
  });
  for (const property of ['delivery', 'endpoint', 'callbackMethod'] as const) {
    $(`#node-input-${property}`).on('change', render);
  }
  $(URL_FIELD).on('change keyup', render);
  render();
}

/** The delivery as it stands in the open dialog: what was not chosen of the two destinations is blank. */
export function typedDelivery(): Delivery {
  const toUrl = field(DESTINATION).value === 'url';
  return {
    delivery: field('node-input-delivery').value,
    endpoint: toUrl || isNone(field('node-input-endpoint').value) ? '' : field('node-input-endpoint').value,
    callbackUrl: toUrl ? $(URL_FIELD).typedInput('value') : '',
    callbackUrlType: $(URL_FIELD).typedInput('type'),
  };
}

/** Blanks what doesn't apply, just before the editor reads the fields: the destination that was not chosen. */
export function settleDelivery(): void {
  const result = field('node-input-result');
  // A delivery is one piece, whatever the pieces were while the node waited for them.
  if (typedDelivery().delivery === 'callback' && result.value === 'parts') result.value = 'buffer';
  if (field(DESTINATION).value === 'url') {
    field('node-input-endpoint').value = '_ADD_';
  } else {
    $(URL_FIELD).typedInput('type', 'str').typedInput('value', '');
  }
}

function renderDelivery(twice: boolean): void {
  const now = typedDelivery();
  const later = now.delivery === 'callback';
  const toUrl = field(DESTINATION).value === 'url';
  byId('deepgram-row-destination').hidden = !later;
  byId('deepgram-row-endpoint').hidden = !later || toUrl;
  byId('deepgram-row-callbackUrl').hidden = !later || !toUrl;
  byId('deepgram-row-callbackMethod').hidden = !later || !toUrl;
  byId('deepgram-row-output').hidden = later && toUrl;
  byId('deepgram-row-result').hidden = later;
  byId('deepgram-row-longText').hidden = later;
  mark(DESTINATION, 'destination', later && twice ? text('errors.destinationTwice') : true);
  mark('node-input-endpoint', 'endpoint', toUrl || judgeEndpoint(now, (id) => RED.nodes.node(id)));
  mark('node-input-callbackUrl-visible', 'callbackUrl', !toUrl || judgeTypedUrl(now));
}

function judgeTypedUrl(now: Delivery): Verdict {
  return now.callbackUrl.trim() === '' ? text('errors.callbackUrlMissing') : judgeCallbackUrl(now);
}

function mark(control: string, row: string, verdict: Verdict): void {
  markWrong(byId(control), byId(`deepgram-row-${row}`), verdict === true ? '' : verdict);
}
