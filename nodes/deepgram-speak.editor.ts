import {
  judgeResult,
  judgeWithin,
  prepareAnnouncement,
  renderAnnouncement,
} from '../src/editor/announce-rows.js';
import { type Delivery, judgeCallbackUrl, judgeEndpoint, savedDelivery } from '../src/editor/delivery.js';
import { prepareDelivery, settleDelivery, typedDelivery } from '../src/editor/delivery-rows.js';
import { isTelephony } from '../src/editor/draft.js';
import { byId, field, show } from '../src/editor/elements.js';
import { publish } from '../src/editor/publish.js';
import { DEFAULTS, type SpeakNode } from '../src/editor/speak-node.js';
import { areOptionsChanged, speechDialog } from '../src/editor/speech-dialog.js';
import { textsOf } from '../src/editor/texts.js';
import { sanitized } from '../src/editor/validators.js';
import { encodingOf, REQUEST, TEXT_LIMIT } from '../src/speak/parameters.js';

const text = textsOf('deepgram-speak');

const dialog = speechDialog<SpeakNode>({
  text,
  table: REQUEST,
  layout: {
    rows: new Map([
      ['encoding', ''],
      ['container', 'deepgram-format'],
      ['sample_rate', 'deepgram-format'],
      ['bit_rate', 'deepgram-format'],
      ['speed', 'deepgram-more'],
      ['expressivity', 'deepgram-more'],
      ['mip_opt_out', 'deepgram-more'],
    ]),
    folds: ['deepgram-format', 'deepgram-more'],
  },
  required: ['encoding'],
  telephony: 'deepgram-format',
  defaults: DEFAULTS,
  plain: [
    ...['text', 'model', 'options', 'result', 'output', 'longText', 'cache', 'within'],
    ...['delivery', 'callbackMethod'],
  ],
  prepare(node, render) {
    prepareDelivery(node, render);
    prepareAnnouncement(render);
    $('#node-input-longText').on('change', render);
    byId('deepgram-long-hint').textContent = text('hint.longText', { limit: TEXT_LIMIT });
    byId('deepgram-delivery-hint').textContent = text('hint.callback', { limit: TEXT_LIMIT });
  },
  render({ parameters }) {
    byId('deepgram-delivery-hint').hidden = typedDelivery().delivery !== 'callback';
    show(byId('deepgram-container-hint'), containerHint(encodingOf(parameters)));
    const within = renderAnnouncement();
    const changed = [isLongTextChanged(), areOptionsChanged()].filter(Boolean).length;
    return { 'deepgram-more': { changed: changed + within.changed, wrong: within.wrong } };
  },
  settle: settleDelivery,
});

publish('speak', {
  ...dialog,
  judgeEndpoint: (node: SpeakNode) => judgeEndpoint(deliveryOf(node), (id) => RED.nodes.node(id)),
  // The editor puts this sentence into a tooltip as HTML.
  judgeResult: (node: SpeakNode, value: unknown) =>
    sanitized(judgeResult(value, deliveryOf(node), accountOf(node))),
  judgeWithin,
  judgeCallbackUrl: (node: SpeakNode) => sanitized(judgeCallbackUrl(deliveryOf(node))),
});

function accountOf(node: SpeakNode): string {
  return dialog.isOpen(node) ? field('node-input-account').value : (node.account ?? '');
}

function deliveryOf(node: SpeakNode): Delivery {
  return dialog.isOpen(node) ? typedDelivery() : savedDelivery(node);
}

function containerHint(encoding: string): string {
  if (isTelephony(encoding)) return text('hint.containerTelephony');
  return encoding === 'linear16' ? text('hint.containerLinear') : '';
}

function isLongTextChanged(): boolean {
  return !byId('deepgram-row-longText').hidden && field('node-input-longText').value !== DEFAULTS.longText;
}
