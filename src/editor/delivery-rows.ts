import { type Delivery, isNone, judgeCallbackUrl, judgeEndpoint, savedDelivery } from './delivery.js';
import { byId, field } from './elements.js';
import { markWrong } from './mark-wrong.js';
import { type Texts, textsOf } from './texts.js';
import { typedInput } from './typed-input.js';
import type { Verdict } from './validators.js';
import './red.js';

const DESTINATION = 'deepgram-destination';
const URL_FIELD = '#node-input-callbackUrl';

/** What differs between the dialogs that have these rows. */
export interface DeliveryDialog {
  /** Reads the texts of the node's own catalog. */
  readonly text: Texts;
  /** Rows (`#deepgram-row-<name>`) that count only while the node itself waits for the result. */
  readonly waiting: readonly string[];
  /** Rows that count for nothing where the result goes to a foreign URL. */
  readonly ours: readonly string[];
}

const SPEAK: DeliveryDialog = {
  text: textsOf('deepgram-speak'),
  waiting: ['longText', 'cache'],
  ours: ['result', 'output'],
};

/**
 * Makes the rows that say how the result is delivered.
 *
 * @param changed - called after each change
 */
export function prepareDelivery(
  node: Partial<Delivery>,
  changed: () => void,
  dialog: DeliveryDialog = SPEAK,
): void {
  typedInput('callbackUrl', 'str', 'msg', 'flow', 'global', 'env', 'jsonata');
  const { endpoint, callbackUrl } = savedDelivery(node);
  field(DESTINATION).value = endpoint === '' && callbackUrl !== '' ? 'url' : 'endpoint';
  let twice = endpoint !== '' && callbackUrl !== '';
  const render = (): void => {
    renderDelivery(twice, dialog);
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

function renderDelivery(twice: boolean, { text, waiting, ours }: DeliveryDialog): void {
  const now = typedDelivery();
  const later = now.delivery === 'callback';
  const toUrl = field(DESTINATION).value === 'url';
  byId('deepgram-row-destination').hidden = !later;
  byId('deepgram-row-endpoint').hidden = !later || toUrl;
  byId('deepgram-row-callbackUrl').hidden = !later || !toUrl;
  byId('deepgram-row-callbackMethod').hidden = !later || !toUrl;
  for (const row of waiting) byId(`deepgram-row-${row}`).hidden = later;
  for (const row of ours) byId(`deepgram-row-${row}`).hidden = later && toUrl;
  mark(DESTINATION, 'destination', later && twice ? text('errors.destinationTwice') : true);
  mark('node-input-endpoint', 'endpoint', toUrl || judgeEndpoint(now, (id) => RED.nodes.node(id), text));
  mark('node-input-callbackUrl-visible', 'callbackUrl', !toUrl || judgeTypedUrl(now, text));
}

function judgeTypedUrl(now: Delivery, text: Texts): Verdict {
  return now.callbackUrl.trim() === '' ? text('errors.callbackUrlMissing') : judgeCallbackUrl(now, text);
}

function mark(control: string, row: string, verdict: Verdict): void {
  markWrong(byId(control), byId(`deepgram-row-${row}`), verdict === true ? '' : verdict);
}
