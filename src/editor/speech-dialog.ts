import { isBlank, type Parameters, type SpeakTable } from '../speak/parameters.js';
import { sampleUrlOf } from './catalog.js';
import { offerOf, problemsOf } from './choices.js';
import { describeRows } from './describe.js';
import { type Draft, isTelephony, openDraft, setParameter, setVoice } from './draft.js';
import { field } from './elements.js';
import { openFold } from './fold.js';
import { leaveOutMissing } from './leave-out.js';
import { renderOthers } from './other-parameters.js';
import { renderRow } from './parameter-row.js';
import { editRepeated } from './repeated.js';
import { prepareSample, type SampleButton } from './sample-button.js';
import { describeFolds, type Layout, type OwnByFold, openWrongFolds } from './speak-folds.js';
import { parametersOf, SPOKEN_DEFAULTS, type SpokenNode, voiceOf } from './speak-node.js';
import { judgeParams, judgeVoice, savedType, type TypedProperty } from './speak-validators.js';
import { problemTexts, type Texts } from './texts.js';
import { typedInput } from './typed-input.js';
import { judgeProperty, type Verdict } from './validators.js';
import { judgeTypedVoice, prepareVoice, renderVoice, typedVoice } from './voice-field.js';
import './red.js';

/** The parameter that is edited as lines of a text, and not drawn from the table. */
const TAG = 'tag';

/** What differs between the dialogs of the nodes that speak. */
export interface Speech<Node extends SpokenNode> {
  /** Reads the texts of the node's own catalog. */
  readonly text: Texts;
  /** What may be chosen. */
  readonly table: SpeakTable;
  readonly layout: Layout;
  /** Parameters of which one must be chosen: what counts when nothing is set is shown as chosen. */
  readonly required: readonly string[];
  /** The folded group that is opened when a person chooses an encoding for telephone lines. */
  readonly telephony: string;
  /** What a property that is missing means. */
  readonly defaults: Readonly<Record<string, string>>;
  /** Properties with a plain field, which is blank where an older flow's node lacks the property. */
  readonly plain: readonly string[];
  /** Makes the fields that only this dialog has; they call `render` after each change. */
  prepare(node: Node, render: () => void): void;
  /** Draws them, and tells of the settings in the folded groups that are no parameters. */
  render(draft: Draft): OwnByFold;
  /** Called just before the editor reads the fields. */
  settle?(): void;
}

/** What a dialog's html calls. */
export interface SpeechDialog<Node extends SpokenNode> {
  readonly isOpen: (node: Node) => boolean;
  readonly label: (node: Node) => string;
  readonly prepare: (node: Node) => void;
  readonly save: (node: Node) => void;
  readonly cancel: () => void;
  readonly judgeParams: (node: Node, params: unknown) => true | string[];
  readonly judgeVoice: (node: Node, value: unknown) => Verdict;
  readonly judgeProperty: (node: Node, property: TypedProperty, value: unknown) => Verdict;
}

interface Open<Node> {
  readonly node: Node;
  /** The parameters being edited: the node's own change only when the dialog is saved. */
  draft: Draft;
  readonly closeVoices: () => void;
  readonly sample: SampleButton;
}

/** Makes the dialog of a node that speaks: where the text is, the voice, and Deepgram's parameters. */
export function speechDialog<Node extends SpokenNode>(speech: Speech<Node>): SpeechDialog<Node> {
  const { text, table, layout, defaults } = speech;
  let open: Open<Node> | undefined;
  const isOpen = (node: Node): boolean => open?.node === node;

  function prepare(node: Node): void {
    for (const property of speech.plain) {
      if (Reflect.get(node, property) === undefined)
        field(`node-input-${property}`).value = defaults[property] ?? '';
    }
    typedInput('text', 'msg', 'flow', 'global', 'env', 'str', 'jsonata');
    typedInput('options', 'msg', 'json', 'flow', 'global', 'jsonata', 'env');
    typedInput('output', 'msg');
    speech.prepare(node, render);
    const closeVoices = prepareVoice();
    const sample = prepareSample(sampleUrlOf, render);
    open = { node, draft: openDraft(typedVoice(), parametersOf(node), table), closeVoices, sample };
    $('#node-input-model').on('change keyup', () => update((draft) => setVoice(draft, typedVoice())));
    $('#node-input-options').on('change keyup', render);
    editRepeated('deepgram-parameter-tag', open.draft.parameters[TAG], (tags) => choose(TAG, tags));
    openWrongFolds(open.draft, layout, draw(open.draft));
    describeRows();
  }

  function save(node: Node): void {
    if (!open) return;
    const { parameters } = open.draft;
    if (node.params !== undefined || Object.keys(parameters).length > 0) node.params = parameters;
    speech.settle?.();
    leaveOutMissing(node, defaults);
    cancel();
  }

  function cancel(): void {
    open?.closeVoices();
    open?.sample.stop();
    open = undefined;
  }

  function update(change: (draft: Draft) => Draft): void {
    if (!open) return;
    open.draft = change(open.draft);
    render();
  }

  function choose(parameter: string, value: unknown): void {
    update((draft) => setParameter(draft, parameter, value));
    // What has just been chosen for the person, they are to see.
    if (parameter === 'encoding' && isTelephony(String(value))) openFold(speech.telephony);
  }

  function render(): void {
    if (open) draw(open.draft);
  }

  function draw(draft: Draft): OwnByFold {
    const { parameters, voice } = draft;
    const problems = problemTexts(problemsOf(voice, parameters, table));
    for (const parameter of layout.rows.keys()) {
      const offer = offerOf(parameter, voice, parameters, table);
      const required = speech.required.includes(parameter);
      const isUnsaid = required && isBlank(parameters[parameter]);
      const value = isUnsaid ? offer?.preset : parameters[parameter];
      const problem = problems.get(parameter) ?? '';
      const row = { parameter, value, required, problem, names: text, ...(offer && { offer }) };
      renderRow(row, (chosen) => choose(parameter, chosen));
    }
    renderOthers(othersOf(parameters), problems, (parameter) => choose(parameter, undefined));
    renderVoice(voice);
    open?.sample.render(draft);
    const own = speech.render(draft);
    describeFolds(draft, layout, own);
    return own;
  }

  function othersOf(parameters: Parameters): Parameters {
    return Object.fromEntries(
      Object.entries(parameters).filter(([name]) => name !== TAG && !layout.rows.has(name)),
    );
  }

  return {
    isOpen,
    label(node) {
      const { model, modelType } = voiceOf(node);
      return node.name || (modelType === 'str' && model) || text('title');
    },
    prepare,
    save,
    cancel,
    judgeParams: (node, params) => judgeParams(node, params, table),
    judgeVoice: (node, value) =>
      isOpen(node)
        ? judgeTypedVoice(value, typedVoice().modelType)
        : judgeVoice(value, voiceOf(node).modelType),
    judgeProperty: (node, property, value) =>
      judgeProperty(
        value,
        isOpen(node) ? $(`#node-input-${property}`).typedInput('type') : savedType(node, property),
      ),
  };
}

/** Whether the options are read from elsewhere than by default. */
export function areOptionsChanged(): boolean {
  const options = $('#node-input-options');
  return (
    options.typedInput('type') !== SPOKEN_DEFAULTS.optionsType ||
    options.typedInput('value') !== SPOKEN_DEFAULTS.options
  );
}
