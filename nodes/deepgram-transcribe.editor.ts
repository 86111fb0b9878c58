import { knownModel, type VoiceSetting, withParameter } from '../src/editor/choices.js';
import { type Delivery, judgeCallbackUrl, judgeEndpoint, savedDelivery } from '../src/editor/delivery.js';
import { prepareDelivery, settleDelivery, typedDelivery } from '../src/editor/delivery-rows.js';
import { describeRows } from '../src/editor/describe.js';
import { byId, field, show } from '../src/editor/elements.js';
import { type Find, hideUnsought, prepareFind } from '../src/editor/find-field.js';
import { describeFold, openFold } from '../src/editor/fold.js';
import { prepareLanguage, renderLanguage } from '../src/editor/language-field.js';
import { leaveOutMissing } from '../src/editor/leave-out.js';
import { markWrong } from '../src/editor/mark-wrong.js';
import { isSearchingModel, prepareModel, renderModel, typedModel } from '../src/editor/model-field.js';
import { renderOthers } from '../src/editor/other-parameters.js';
import { publish } from '../src/editor/publish.js';
import { parametersOf } from '../src/editor/speak-node.js';
import { makeTable, notOffered, openWrongGroups, renderTable } from '../src/editor/table-folds.js';
import { problemTexts, textsOf } from '../src/editor/texts.js';
import {
  TRANSCRIBE_DEFAULTS as DEFAULTS,
  modelOf,
  type TranscribeNode,
} from '../src/editor/transcribe-node.js';
import { problemsOf, unknownOf } from '../src/editor/transcribe-table.js';
import {
  judgeModel,
  judgeParams,
  judgeWithin,
  savedType,
  type TypedProperty,
} from '../src/editor/transcribe-validators.js';
import { typedInput } from '../src/editor/typed-input.js';
import { judgeProperty, sanitized } from '../src/editor/validators.js';
import { needsOf } from '../src/transcribe/needs.js';
import type { Parameters } from '../src/transcribe/parameters.js';
import { RESULTS } from '../src/transcribe/result-forms.js';

interface Dialog {
  readonly node: TranscribeNode;
  /** The parameters being edited: the node's own change only when the dialog is saved. */
  parameters: Parameters;
  readonly find: Find;
  readonly closeLists: readonly (() => void)[];
}

/** Fields that are blank where an older flow's node lacks the property. */
const SIMPLE = [
  ...(['model', 'audio', 'source', 'options', 'result', 'output'] as const),
  ...(['delivery', 'callbackMethod'] as const),
];

const text = textsOf('deepgram-transcribe');
const DELIVERY = { text, waiting: [], ours: ['result', 'output', 'keepResponse'] };
let dialog: Dialog | undefined;

publish('transcribe', {
  label,
  prepare,
  save,
  cancel,
  judgeParams,
  judgeWithin,
  judgeModel: (node: TranscribeNode, value: unknown) =>
    (isOpen(node) && isSearchingModel()) ||
    sanitized(judgeModel(value, isOpen(node) ? typedModel().modelType : modelOf(node).modelType)),
  judgeProperty: (node: TranscribeNode, property: TypedProperty, value: unknown) =>
    judgeProperty(
      value,
      isOpen(node) ? $(`#node-input-${property}`).typedInput('type') : savedType(node, property),
    ),
  judgeEndpoint: (node: TranscribeNode) => judgeEndpoint(deliveryOf(node), (id) => RED.nodes.node(id), text),
  judgeCallbackUrl: (node: TranscribeNode) => sanitized(judgeCallbackUrl(deliveryOf(node), text)),
});

function deliveryOf(node: TranscribeNode): Delivery {
  return isOpen(node) ? typedDelivery() : savedDelivery(node);
}

function label(node: TranscribeNode): string {
  return node.name || text('title');
}

function prepare(node: TranscribeNode): void {
  for (const property of SIMPLE) {
    if (node[property] === undefined) field(`node-input-${property}`).value = DEFAULTS[property];
  }
  typedInput('audio', 'msg', 'flow', 'global', 'env', 'str', 'jsonata');
  typedInput('options', 'msg', 'json', 'flow', 'global', 'jsonata', 'env');
  typedInput('output', 'msg');
  makeTable(text);
  prepareDelivery(node, render, DELIVERY);
  const parameters = structuredClone(parametersOf(node));
  const closeLists = [
    prepareModel(),
    prepareLanguage(parameters.language, typedModel, (language) => choose('language', language), render),
  ];
  dialog = { node, parameters, find: prepareFind(text, render), closeLists };
  $('#node-input-model').on('change keyup', render);
  $('#node-input-options').on('change keyup', render);
  $('#node-input-within').on('input change', render);
  $('#node-input-source').on('change', render);
  $('#node-input-result').on('change', render);
  render();
  openWrongGroups(problemTexts(problemsOf(typedModel(), parameters)));
  if (isMoreWrong(parameters)) openFold('deepgram-more');
  describeRows();
}

function save(node: TranscribeNode): void {
  if (!dialog) return;
  const { parameters } = dialog;
  if (node.params !== undefined || Object.keys(parameters).length > 0) node.params = parameters;
  settleDelivery();
  leaveOutMissing(node, DEFAULTS);
  cancel();
}

function cancel(): void {
  for (const close of dialog?.closeLists ?? []) close();
  dialog = undefined;
}

function choose(parameter: string, value: unknown): void {
  if (!dialog) return;
  dialog.parameters = withParameter(dialog.parameters, parameter, value);
  render();
}

function render(): void {
  if (!dialog) return;
  const { parameters, find } = dialog;
  const model = typedModel();
  const needed = neededOf(model, parameters);
  const problems = problemTexts(problemsOf(model, parameters));
  const view = { model, parameters, needed, problems, sought: find.sought() };
  renderModel(model);
  renderLanguage(model, parameters, problems.get('language') ?? '');
  show(
    byId('deepgram-audio-hint'),
    text(field('node-input-source').value === 'file' ? 'hint.file' : 'hint.auto'),
  );
  show(byId('deepgram-result-hint'), neededText(needed));
  byId('deepgram-delivery-hint').hidden = typedDelivery().delivery !== 'callback';
  renderTable(view, text, choose);
  renderMore(parameters, problems, view.sought);
  find.tell(notOffered(view, text));
}

function renderMore(parameters: Parameters, problems: ReadonlyMap<string, string>, sought: string): void {
  for (const row of ['options', 'within']) byId(`deepgram-row-${row}`).hidden = false;
  const verdict = judgeWithin(field('node-input-within').value);
  const problem = verdict === true ? '' : verdict;
  markWrong(field('node-input-within'), byId('deepgram-row-within'), problem);
  renderOthers(unknownOf(parameters), problems, (parameter) => choose(parameter, undefined), text);
  hideUnsought(byId('deepgram-more'), sought);
  describeFold('deepgram-more', countChanged(parameters), isMoreWrong(parameters));
}

function isMoreWrong(parameters: Parameters): boolean {
  const unknown = unknownOf(parameters);
  const isUnknown = ({ parameter }: { readonly parameter: string }) => Object.hasOwn(unknown, parameter);
  return (
    judgeWithin(field('node-input-within').value) !== true ||
    problemsOf(typedModel(), unknown).some(isUnknown)
  );
}

/** What the node sends besides, for the result to come in its form. */
function neededOf(model: VoiceSetting, parameters: Parameters): Parameters {
  const chosen = field('node-input-result').value;
  const result = RESULTS.find((each) => each === chosen) ?? DEFAULTS.result;
  return needsOf(result, parameters, knownModel(model));
}

function neededText(needed: Parameters): string {
  const settings = Object.entries(needed).map(([parameter, value]) => `${parameter} = ${String(value)}`);
  return settings.length === 0 ? '' : text('hint.needed', { settings: settings.join(', ') });
}

function countChanged(parameters: Parameters): number {
  const options = $('#node-input-options');
  const isOptionsSame =
    options.typedInput('type') === DEFAULTS.optionsType && options.typedInput('value') === DEFAULTS.options;
  const changed = [!isOptionsSame, field('node-input-within').value.trim() !== ''];
  return changed.filter(Boolean).length + Object.keys(unknownOf(parameters)).length;
}

function isOpen(node: TranscribeNode): boolean {
  return dialog?.node === node;
}
