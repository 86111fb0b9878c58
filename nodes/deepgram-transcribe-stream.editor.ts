import { knownModel, type VoiceSetting } from '../src/editor/choices.js';
import { isNone } from '../src/editor/delivery.js';
import { describeRows } from '../src/editor/describe.js';
import { byId, field, show } from '../src/editor/elements.js';
import { type Find, hideUnsought, prepareFind } from '../src/editor/find-field.js';
import { describeFold, openFold } from '../src/editor/fold.js';
import { prepareLanguage, renderLanguage } from '../src/editor/language-field.js';
import { leaveOutMissing } from '../src/editor/leave-out.js';
import {
  judgeLiveEndpoint,
  judgeLiveUrl,
  type LiveDelivery,
  savedLiveDelivery,
} from '../src/editor/live-delivery.js';
import {
  prepareLiveDelivery,
  settleLiveDelivery,
  typedLiveDelivery,
} from '../src/editor/live-delivery-rows.js';
import { type LiveDraft, openLiveDraft, setLiveModel, setLiveParameter } from '../src/editor/live-draft.js';
import { renderEmit, typedEmit } from '../src/editor/live-emit.js';
import { renderFormat } from '../src/editor/live-format.js';
import { LIVE_DEFAULTS as DEFAULTS, type LiveNode, liveModelOf } from '../src/editor/live-node.js';
import {
  prepareSession,
  renderSession,
  settleSession,
  typedSessionType,
} from '../src/editor/live-session.js';
import { liveNeeds, liveProblems, liveTable } from '../src/editor/live-table.js';
import {
  judgeLiveIdle,
  judgeLiveModel,
  judgeLiveParams,
  type LiveTypedProperty,
  savedLiveType,
} from '../src/editor/live-validators.js';
import { markWrong } from '../src/editor/mark-wrong.js';
import { isSearchingModel, prepareModel, renderModel, typedModel } from '../src/editor/model-field.js';
import { LIVE_MODELS } from '../src/editor/model-list.js';
import { renderOthers } from '../src/editor/other-parameters.js';
import type { ParameterTable } from '../src/editor/parameter-table.js';
import { publish } from '../src/editor/publish.js';
import { parametersOf } from '../src/editor/speak-node.js';
import { judgeSession } from '../src/editor/stream-validators.js';
import { makeTable, notOffered, openWrongGroups, renderTable } from '../src/editor/table-folds.js';
import { problemTexts, textsOf } from '../src/editor/texts.js';
import { typedInput } from '../src/editor/typed-input.js';
import { judgeProperty, sanitized, type Verdict } from '../src/editor/validators.js';
import { familyOf } from '../src/transcribe/models.js';
import type { Parameters } from '../src/transcribe/parameters.js';

interface Dialog {
  readonly node: LiveNode;
  /** The parameters being edited: the node's own change only when the dialog is saved. */
  draft: LiveDraft;
  /** The table whose rows are drawn: Flux has one of its own. */
  table: ParameterTable;
  readonly find: Find;
  readonly drawDelivery: () => void;
  readonly closeLists: readonly (() => void)[];
}

/** Fields that are blank where an older flow's node lacks the property. */
const SIMPLE = [
  ...(['model', 'audio', 'options', 'emit', 'output', 'callbackMethod'] as const),
  ...(['session', 'idle'] as const),
];

const text = textsOf('deepgram-transcribe-stream');
let dialog: Dialog | undefined;

publish('transcribeStream', {
  label: (node: LiveNode) => node.name || text('title'),
  prepare,
  save,
  cancel,
  judgeParams: judgeLiveParams,
  judgeIdle: judgeLiveIdle,
  judgeModel: (node: LiveNode, value: unknown) =>
    (isOpen(node) && isSearchingModel()) ||
    sanitized(judgeLiveModel(value, isOpen(node) ? typedModel().modelType : liveModelOf(node).modelType)),
  judgeProperty: (node: LiveNode, property: LiveTypedProperty, value: unknown) =>
    judgeProperty(
      value,
      isOpen(node) ? $(`#node-input-${property}`).typedInput('type') : savedLiveType(node, property),
    ),
  judgeSession: (node: LiveNode, value: unknown) =>
    sanitized(judgeSession(value, isOpen(node) ? typedSessionType() : node.sessionType || 'auto')),
  judgeEndpoint: (node: LiveNode) =>
    judgeFlux(node, deliveryOf(node).endpoint) ??
    judgeLiveEndpoint(deliveryOf(node), (id) => RED.nodes.node(id), text),
  judgeCallbackUrl: (node: LiveNode) =>
    judgeFlux(node, deliveryOf(node).callbackUrl.trim()) ?? sanitized(judgeLiveUrl(deliveryOf(node), text)),
});

/** What is wrong with delivering to somewhere, where the model delivers nowhere. */
function judgeFlux(node: LiveNode, destination: string): Verdict | undefined {
  if (isNone(destination)) return undefined;
  return isFlux(isOpen(node) ? typedModel() : liveModelOf(node)) ? text('errors.destinationFlux') : undefined;
}

function deliveryOf(node: LiveNode): LiveDelivery {
  return isOpen(node) ? typedLiveDelivery() : savedLiveDelivery(node);
}

function prepare(node: LiveNode): void {
  for (const property of SIMPLE) {
    if (node[property] === undefined) field(`node-input-${property}`).value = DEFAULTS[property];
  }
  typedInput('audio', 'msg', 'flow', 'global', 'env', 'jsonata');
  typedInput('options', 'msg', 'json', 'flow', 'global', 'jsonata', 'env');
  typedInput('output', 'msg');
  prepareSession(text, render);
  const parameters = parametersOf(node);
  const closeLists = [
    prepareModel(LIVE_MODELS),
    prepareLanguage(parameters.language, typedModel, (language) => choose('language', language), render),
  ];
  const drawDelivery = prepareLiveDelivery(node, text, () => isFlux(typedModel()), render);
  const draft = openLiveDraft(typedModel(), parameters);
  const table = liveTable(draft.model);
  makeTable(text, table);
  dialog = { node, draft, table, find: prepareFind(text, render), drawDelivery, closeLists };
  $('#node-input-model').on('change keyup', () => update((before) => setLiveModel(before, typedModel())));
  $('#node-input-options').on('change keyup', render);
  $('#node-input-emit').on('change', render);
  $('#node-input-idle').on('input change', render);
  render();
  openWrongGroups(problemsOf(draft), table);
  if (isMoreWrong(draft)) openFold('deepgram-more');
  describeRows();
}

function save(node: LiveNode): void {
  if (!dialog) return;
  const { parameters } = dialog.draft;
  if (node.params !== undefined || Object.keys(parameters).length > 0) node.params = parameters;
  settleSession();
  settleLiveDelivery();
  leaveOutMissing(node, DEFAULTS);
  cancel();
}

function cancel(): void {
  for (const close of dialog?.closeLists ?? []) close();
  dialog = undefined;
}

function update(change: (draft: LiveDraft) => LiveDraft): void {
  if (!dialog) return;
  dialog.draft = change(dialog.draft);
  render();
}

function choose(parameter: string, value: unknown): void {
  update((draft) => setLiveParameter(draft, parameter, value));
}

function render(): void {
  if (!dialog) return;
  const { draft, find } = dialog;
  const { model, parameters } = draft;
  const table = liveTable(model);
  if (table !== dialog.table) makeTable(text, table);
  dialog.table = table;
  const needed = liveNeeds(typedEmit(), model, parameters);
  const problems = problemsOf(draft);
  const view = { model, parameters, needed, problems, sought: find.sought() };
  renderTop(draft, problems);
  dialog.drawDelivery();
  renderEmit(isFlux(model), needed, text);
  renderSession(text);
  renderTable(view, text, choose, table);
  renderMore(draft, problems, view.sought);
  find.tell(notOffered(view, text, table));
}

function renderTop({ model, parameters, aside }: LiveDraft, problems: ReadonlyMap<string, string>): void {
  renderModel(model, LIVE_MODELS, judgeLiveModel);
  const settings = Object.keys(aside).join(', ');
  show(byId('deepgram-aside-hint'), settings === '' ? '' : text('hint.aside', { settings }));
  renderFormat({ model, parameters, problems }, text, choose);
  renderLanguage(model, parameters, problems.get('language') ?? '');
  // Flux knows its language by its name; what else is set there is to be mended among the others.
  byId('deepgram-row-language').hidden = isFlux(model);
}

function renderMore(draft: LiveDraft, problems: ReadonlyMap<string, string>, sought: string): void {
  for (const row of ['options', 'idle']) byId(`deepgram-row-${row}`).hidden = false;
  const verdict = judgeLiveIdle(field('node-input-idle').value);
  markWrong(field('node-input-idle'), byId('deepgram-row-idle'), verdict === true ? '' : verdict);
  renderOthers(unknownOf(draft), problems, (parameter) => choose(parameter, undefined), text);
  hideUnsought(byId('deepgram-more'), sought);
  describeFold('deepgram-more', countChanged(draft), isMoreWrong(draft));
}

function unknownOf({ model, parameters }: LiveDraft): Parameters {
  return liveTable(model).unknownOf(parameters);
}

function problemsOf({ model, parameters }: LiveDraft): ReadonlyMap<string, string> {
  return problemTexts(liveProblems(typedEmit(), model, parameters));
}

function isMoreWrong(draft: LiveDraft): boolean {
  const problems = problemsOf(draft);
  return (
    judgeLiveIdle(field('node-input-idle').value) !== true ||
    Object.keys(unknownOf(draft)).some((parameter) => problems.has(parameter))
  );
}

function countChanged(draft: LiveDraft): number {
  const options = $('#node-input-options');
  const isOptionsSame =
    options.typedInput('type') === DEFAULTS.optionsType && options.typedInput('value') === DEFAULTS.options;
  const changed = [!isOptionsSame, field('node-input-idle').value.trim() !== DEFAULTS.idle];
  return changed.filter(Boolean).length + Object.keys(unknownOf(draft)).length;
}

function isFlux(model: VoiceSetting): boolean {
  return familyOf(knownModel(model)) === 'flux';
}

function isOpen(node: LiveNode): boolean {
  return dialog?.node === node;
}
