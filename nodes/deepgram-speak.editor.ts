import { offerOf, problemsOf } from '../src/editor/choices.js';
import { type Delivery, judgeCallbackUrl, judgeEndpoint, savedDelivery } from '../src/editor/delivery.js';
import { prepareDelivery, settleDelivery, typedDelivery } from '../src/editor/delivery-rows.js';
import { type Draft, isTelephony, openDraft, setParameter, setVoice } from '../src/editor/draft.js';
import { byId, field, show } from '../src/editor/elements.js';
import { openFold } from '../src/editor/fold.js';
import { leaveOutMissing } from '../src/editor/leave-out.js';
import { renderOthers } from '../src/editor/other-parameters.js';
import { renderRow } from '../src/editor/parameter-row.js';
import { publish } from '../src/editor/publish.js';
import { editRepeated } from '../src/editor/repeated.js';
import { describeFolds, openWrongFolds, ROWS } from '../src/editor/speak-folds.js';
import { DEFAULTS, parametersOf, type SpeakNode, voiceOf } from '../src/editor/speak-node.js';
import {
  judgeParams,
  judgeProperty,
  judgeVoice,
  savedType,
  type TypedProperty,
} from '../src/editor/speak-validators.js';
import { problemText, textsOf } from '../src/editor/texts.js';
import { typedInput } from '../src/editor/typed-input.js';
import { sanitized } from '../src/editor/validators.js';
import { prepareVoice, renderVoice, typedVoice } from '../src/editor/voice-field.js';
import { encodingOf, type Parameters, TEXT_LIMIT } from '../src/speak/parameters.js';

interface Dialog {
  readonly node: SpeakNode;
  /** The parameters being edited: the node's own change only when the dialog is saved. */
  draft: Draft;
  readonly closeVoices: () => void;
}

/** Fields that are blank where an older flow's node lacks the property. */
const SIMPLE = [
  ...(['text', 'model', 'options', 'result', 'output', 'longText'] as const),
  ...(['delivery', 'callbackMethod'] as const),
];

const text = textsOf('deepgram-speak');
let dialog: Dialog | undefined;

publish('speak', {
  label,
  prepare,
  save,
  cancel,
  judgeParams,
  judgeVoice: (node: SpeakNode, value: unknown) =>
    judgeVoice(value, isOpen(node) ? typedVoice().modelType : voiceOf(node).modelType),
  judgeProperty: (node: SpeakNode, property: TypedProperty, value: unknown) =>
    judgeProperty(
      value,
      isOpen(node) ? $(`#node-input-${property}`).typedInput('type') : savedType(node, property),
    ),
  judgeEndpoint: (node: SpeakNode) => judgeEndpoint(deliveryOf(node), (id) => RED.nodes.node(id)),
  judgeCallbackUrl: (node: SpeakNode) => sanitized(judgeCallbackUrl(deliveryOf(node))),
});

function deliveryOf(node: SpeakNode): Delivery {
  return isOpen(node) ? typedDelivery() : savedDelivery(node);
}

function label(node: SpeakNode): string {
  const { model, modelType } = voiceOf(node);
  return node.name || (modelType === 'str' && model) || text('title');
}

function prepare(node: SpeakNode): void {
  for (const property of SIMPLE) {
    if (node[property] === undefined) field(`node-input-${property}`).value = DEFAULTS[property];
  }
  typedInput('text', 'msg', 'flow', 'global', 'env', 'str', 'jsonata');
  typedInput('options', 'msg', 'json', 'flow', 'global', 'jsonata', 'env');
  typedInput('output', 'msg');
  prepareDelivery(node, render);
  const closeVoices = prepareVoice();
  dialog = { node, draft: openDraft(typedVoice(), parametersOf(node)), closeVoices };
  $('#node-input-model').on('change keyup', () => update((draft) => setVoice(draft, typedVoice())));
  $('#node-input-longText').on('change', render);
  $('#node-input-options').on('change keyup', render);
  editRepeated('deepgram-parameter-tag', dialog.draft.parameters.tag, (tags) => choose('tag', tags));
  byId('deepgram-long-hint').textContent = text('hint.longText', { limit: TEXT_LIMIT });
  byId('deepgram-delivery-hint').textContent = text('hint.callback', { limit: TEXT_LIMIT });
  render();
  openWrongFolds(dialog.draft);
}

function save(node: SpeakNode): void {
  if (!dialog) return;
  const { parameters } = dialog.draft;
  if (node.params !== undefined || Object.keys(parameters).length > 0) node.params = parameters;
  settleDelivery();
  leaveOutMissing(node, DEFAULTS);
  cancel();
}

function cancel(): void {
  dialog?.closeVoices();
  dialog = undefined;
}

function update(change: (draft: Draft) => Draft): void {
  if (!dialog) return;
  dialog.draft = change(dialog.draft);
  render();
}

function choose(parameter: string, value: unknown): void {
  update((draft) => setParameter(draft, parameter, value));
  // The container has just been chosen for the person, who is to see it.
  if (parameter === 'encoding' && isTelephony(String(value))) openFold('deepgram-format');
}

function render(): void {
  if (!dialog) return;
  const { parameters, voice } = dialog.draft;
  const problems = new Map(
    problemsOf(voice, parameters).map((found) => [found.parameter, problemText(found)]),
  );
  for (const parameter of ROWS.keys()) {
    const offer = offerOf(parameter, voice, parameters);
    const required = parameter === 'encoding';
    const value = required ? encodingOf(parameters) : parameters[parameter];
    const problem = problems.get(parameter) ?? '';
    renderRow({ parameter, value, required, problem, ...(offer && { offer }) }, (chosen) =>
      choose(parameter, chosen),
    );
  }
  renderOthers(othersOf(parameters), problems, (parameter) => choose(parameter, undefined));
  renderVoice(voice);
  byId('deepgram-delivery-hint').hidden = typedDelivery().delivery !== 'callback';
  show(byId('deepgram-container-hint'), containerHint(parameters));
  describeFolds(dialog.draft, countChanged());
}

function containerHint(parameters: Parameters): string {
  const encoding = encodingOf(parameters);
  if (isTelephony(encoding)) return text('hint.containerTelephony');
  return encoding === 'linear16' ? text('hint.containerLinear') : '';
}

function othersOf(parameters: Parameters): Parameters {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => name !== 'tag' && !ROWS.has(name)));
}

function countChanged(): number {
  const options = $('#node-input-options');
  const unchanged = [
    byId('deepgram-row-longText').hidden || field('node-input-longText').value === DEFAULTS.longText,
    options.typedInput('type') === DEFAULTS.optionsType && options.typedInput('value') === DEFAULTS.options,
  ];
  return unchanged.filter((same) => !same).length;
}

function isOpen(node: SpeakNode): boolean {
  return dialog?.node === node;
}
