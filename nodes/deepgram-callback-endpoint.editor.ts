import { finishedUrl } from '../src/callback/public-url.js';
import { copyText } from '../src/editor/copy-button.js';
import { describeRows } from '../src/editor/describe.js';
import { byId, field, show } from '../src/editor/elements.js';
import {
  addressOf,
  addressText,
  ENDPOINT_BLANKS,
  ENDPOINT_DEFAULTS,
  type EndpointNode,
  endpointLabel,
} from '../src/editor/endpoint-node.js';
import {
  hasUserInfo,
  isDurable,
  judgeLimit,
  judgeLogin,
  judgePath,
  judgePort,
  judgePublicUrl,
  judgeStore,
} from '../src/editor/endpoint-validators.js';
import { describeFold, openFold } from '../src/editor/fold.js';
import { leaveOutMissing } from '../src/editor/leave-out.js';
import { markWrong } from '../src/editor/mark-wrong.js';
import { publish } from '../src/editor/publish.js';
import { fillStores } from '../src/editor/store-field.js';
import { textsOf } from '../src/editor/texts.js';
import { sanitized, type Verdict } from '../src/editor/validators.js';

const PREFIX = 'node-config-input';
const FOLD = 'deepgram-endpoint-more';
/** The settings that are folded away, and what they are unless someone sets them. */
const FOLDED: Readonly<Record<string, string>> = {
  deadline: ENDPOINT_DEFAULTS.deadline,
  store: '',
  maxBody: ENDPOINT_DEFAULTS.maxBody,
  username: '',
  password: '',
  secret: '',
  keyId: '',
};

const text = textsOf('deepgram-callback-endpoint');
/** The node whose dialog is open. */
let edited: EndpointNode | undefined;

publish('endpoint', {
  label: endpointLabel,
  prepare,
  save,
  close,
  judgePublicUrl,
  judgePath,
  judgePort: (node: EndpointNode, value: unknown) =>
    judgePort(value, edited === node ? typed('listen') : node.listen),
  // The editor puts this sentence into a tooltip as HTML, and it quotes what a foreign flow may hold.
  judgeStore: (value: unknown) => sanitized(judgeStore(value)),
  judgeLimit,
});

function prepare(node: EndpointNode): void {
  edited = node;
  fillBlanks(node);
  fillStores(`${PREFIX}-store`, node.store ?? '');
  for (const property of ['publicUrl', 'path', 'listen', 'port', 'acceptUnproven', ...Object.keys(FOLDED)]) {
    $(`#${PREFIX}-${property}`).on('change keyup input', render);
  }
  byId('deepgram-endpoint-copy').addEventListener('click', () => void copy());
  render();
  if (isFoldWrong()) openFold(FOLD);
  describeRows();
}

function save(node: EndpointNode): void {
  leaveOutMissing(node, { ...ENDPOINT_DEFAULTS, ...ENDPOINT_BLANKS }, PREFIX);
  close();
}

function close(): void {
  edited = undefined;
}

/** What counts for a property that is missing is the default. */
function fillBlanks(node: EndpointNode): void {
  for (const [property, preset] of Object.entries(ENDPOINT_DEFAULTS)) {
    const input = field(`${PREFIX}-${property}`);
    if (!input.value) input.value = preset;
  }
  // Of an endpoint without credentials the server tells nothing, and the editor would take that for a change.
  const { credentials } = node;
  if (!credentials) return;
  credentials.username ??= '';
  credentials.has_password ??= false;
  credentials.has_secret ??= false;
}

function render(): void {
  if (!edited) return;
  const own = typed('listen') === 'own';
  byId('deepgram-endpoint-port-row').hidden = !own;
  byId('deepgram-endpoint-tls-row').hidden = !own;
  renderUrl();
  for (const [property, verdict] of Object.entries(verdicts())) mark(property, verdict);
  warn('publicUrl', hasUserInfo(typed('publicUrl')) ? text('warnings.userInfo') : '');
  const memory = !isDurable(typed('store'));
  const unproven = isChecked('acceptUnproven');
  warn('store', memory ? text('warnings.memory') : '');
  warn('acceptUnproven', unproven ? text('warnings.unproven') : '');
  const changed = Object.entries(FOLDED).filter(([property, preset]) => typed(property) !== preset);
  const remarks = [...(memory ? [text('fold.memory')] : []), ...(unproven ? [text('fold.unproven')] : [])];
  describeFold(FOLD, changed.length, isFoldWrong(), remarks);
}

function renderUrl(): void {
  const address = addressOf({
    publicUrl: typed('publicUrl'),
    path: typed('path'),
    listen: typed('listen'),
  });
  const shown = addressText(address);
  const output = byId('deepgram-endpoint-url');
  if (output.textContent === shown) return;
  output.textContent = shown;
  byId('deepgram-endpoint-copy').hidden = !finishedUrl(address);
  show(byId('deepgram-endpoint-copied'), '');
}

async function copy(): Promise<void> {
  const copied = await copyText('deepgram-endpoint-url');
  show(byId('deepgram-endpoint-copied'), text(copied ? 'copy.copied' : 'copy.select'));
}

function verdicts(): Record<string, Verdict> {
  const listen = typed('listen');
  return {
    publicUrl: judgePublicUrl(typed('publicUrl')),
    path: judgePath(typed('path')),
    port: judgePort(typed('port'), listen),
    deadline: judgeLimit('deadline', typed('deadline')),
    store: judgeStore(typed('store')),
    maxBody: judgeLimit('maxBody', typed('maxBody')),
    username: judgeLogin(listen, typed('username'), typed('password')),
  };
}

function isFoldWrong(): boolean {
  return Object.entries(verdicts()).some(([property, verdict]) => property in FOLDED && verdict !== true);
}

function mark(property: string, verdict: Verdict): void {
  const row = byId(`deepgram-endpoint-${property}-row`);
  markWrong(field(`${PREFIX}-${property}`), row, verdict === true ? '' : verdict);
}

function warn(property: string, warning: string): void {
  const place = byId(`deepgram-endpoint-${property}-row`).querySelector<HTMLElement>('.deepgram-warning');
  if (place) show(place, warning);
}

function typed(property: string): string {
  return field(`${PREFIX}-${property}`).value;
}

function isChecked(property: string): boolean {
  const box = field(`${PREFIX}-${property}`);
  return box instanceof HTMLInputElement && box.checked;
}
