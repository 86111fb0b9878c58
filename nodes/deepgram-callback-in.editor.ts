import { describeRows } from '../src/editor/describe.js';
import { byId, field, show } from '../src/editor/elements.js';
import { leaveOutMissing } from '../src/editor/leave-out.js';
import { markWrong } from '../src/editor/mark-wrong.js';
import { publish } from '../src/editor/publish.js';
import { renderScope } from '../src/editor/scope-list.js';
import { submittersOf } from '../src/editor/submitters.js';
import { textsOf } from '../src/editor/texts.js';
import type { Verdict } from '../src/editor/validators.js';
import '../src/editor/red.js';

interface CallbackInNode {
  name?: string;
  endpoint?: string;
  scope?: string[] | null;
  ack?: string;
}

const KIND = 'deepgram-scope-kind';
const ENDPOINT = 'node-input-endpoint';
const ACK = 'node-input-ack';
/** What a property that is missing means. */
const DEFAULTS = { endpoint: '', ack: 'received' } as const;

interface Dialog {
  /** The nodes that were chosen when it was opened: they stay in the list, to be chosen again. */
  readonly saved: readonly string[];
  readonly chosen: Set<string>;
}

const text = textsOf('deepgram-callback-in');
let dialog: Dialog | undefined;

publish('callbackIn', { label, prepare, save, cancel, judgeScope });

function label({ name }: CallbackInNode): string {
  return name || text('title');
}

function prepare({ scope, ack }: CallbackInNode): void {
  dialog = { saved: scope ?? [], chosen: new Set(scope) };
  field(KIND).value = scope ? 'chosen' : 'all';
  if (!ack) field(ACK).value = DEFAULTS.ack;
  $(`#${ENDPOINT}`).on('change', renderList);
  for (const id of [KIND, ACK]) $(`#${id}`).on('change', render);
  renderList();
  describeRows();
}

function save(node: CallbackInNode): void {
  const scope = scopeNow();
  // An older flow's node may have no scope, which means the same as null.
  if (scope !== null || node.scope) node.scope = scope;
  leaveOutMissing(node, DEFAULTS);
  cancel();
}

function cancel(): void {
  dialog = undefined;
}

/** Judges whose results are taken: a list must not be empty, or nothing ever comes out. */
function judgeScope(scope: unknown): Verdict {
  return !Array.isArray(scope) || scope.length > 0 || text('errors.scopeEmpty');
}

function scopeNow(): string[] | null {
  return field(KIND).value === 'all' ? null : [...(dialog?.chosen ?? [])];
}

function renderList(): void {
  if (!dialog) return;
  const { saved, chosen } = dialog;
  const submitters = submittersOf(field(ENDPOINT).value, [...new Set([...saved, ...chosen])], {
    ofType: (type) => RED.nodes.filterNodes({ type }),
    byId: (id) => RED.nodes.node(id),
  });
  show(byId('deepgram-scope-none'), submitters.length > 0 ? '' : text('hint.none'));
  renderScope(submitters, chosen, (id, checked) => {
    if (checked) chosen.add(id);
    else chosen.delete(id);
    render();
  });
  render();
}

function render(): void {
  if (!dialog) return;
  const row = byId('deepgram-scope-row');
  row.hidden = field(KIND).value === 'all';
  const verdict = judgeScope(scopeNow());
  markWrong(byId('deepgram-scope'), row, verdict === true ? '' : verdict);
  show(byId('deepgram-ack-hint'), text(`hint.${field(ACK).value}`));
}
