import { baseUrl, isDeepgram } from '../src/client/base-url.js';
import { DeepgramError } from '../src/client/errors.js';
import { type AccountCheck, prepareAccountCheck } from '../src/editor/account-check.js';
import { audioUrlWarning, judgeAccountAudioUrl, ownAudioUrl } from '../src/editor/audio-address.js';
import { isEnvironment } from '../src/editor/choices.js';
import { describeRows } from '../src/editor/describe.js';
import { byId, field, show } from '../src/editor/elements.js';
import { describeFold, openFold } from '../src/editor/fold.js';
import { leaveOutMissing } from '../src/editor/leave-out.js';
import { markWrong } from '../src/editor/mark-wrong.js';
import { takeOnlyAccount } from '../src/editor/only-account.js';
import { publish } from '../src/editor/publish.js';
import type { EditorNode } from '../src/editor/red.js';
import { textsOf } from '../src/editor/texts.js';
import { judgeNumber, type Verdict } from '../src/editor/validators.js';

const PREFIX = 'node-config-input';
const REGION_FIELD = 'deepgram-config-region';
/** Values of the region select; `other` is any address that is not one of these. */
const REGIONS: Readonly<Record<string, string>> = {
  global: 'https://api.deepgram.com',
  eu: 'https://api.eu.deepgram.com',
  au: 'https://api.au.deepgram.com',
  in: 'https://api.in.deepgram.com',
};
const ADVANCED: Readonly<Record<string, string>> = {
  tls: '_ADD_',
  proxy: '_ADD_',
  concurrency: '10',
  timeout: '60',
  retries: '3',
  audioUrl: '',
};
/** What a property that is missing means. */
const DEFAULTS: Readonly<Record<string, string>> = {
  url: 'https://api.deepgram.com',
  auth: 'key',
  concurrency: '10',
  timeout: '60',
  retries: '3',
  audioUrl: '',
};
const LIMITS = {
  concurrency: [1, 100, true],
  timeout: [1, 86_400, false],
  retries: [0, 10, true],
} as const;

const text = textsOf('deepgram-config');

/** Whether the account came without a key into the dialog. */
let isKeyless = false;

let check: AccountCheck | undefined;

interface AccountNode {
  name?: string;
  url?: string;
}

publish('config', {
  label,
  prepare,
  save,
  close,
  judgeUrl,
  judgeLimit,
  judgeAudioUrl: judgeAccountAudioUrl,
  takeOnly: takeOnlyAccount,
});

/** The account's name where lists show it: never the key, nor anything of the address but the host. */
function label({ name, url }: AccountNode): string {
  if (name) return name;
  const region = regionOf(url ?? '');
  if (region !== 'other') return text(`title.${region}`);
  return URL.canParse(url ?? '') ? new URL(url ?? '').host : text('title.other');
}

function prepare(node: EditorNode): void {
  fillBlanks();
  isKeyless = field(`${PREFIX}-apiKey`).value === '';
  field(REGION_FIELD).value = regionOf(field(`${PREFIX}-url`).value);
  $(`#${REGION_FIELD}`).on('change', () => {
    const url = REGIONS[field(REGION_FIELD).value];
    // An address of one's own starts from a blank field, not from Deepgram's.
    field(`${PREFIX}-url`).value = url ?? '';
    $(`#${PREFIX}-url`).trigger('change');
    render();
    if (url === undefined) field(`${PREFIX}-url`).focus();
  });
  for (const property of ['auth', 'url', ...Object.keys(ADVANCED)]) {
    $(`#${PREFIX}-${property}`).on('change keyup input', render);
  }
  const own = ownAudioUrl();
  field(`${PREFIX}-audioUrl`).setAttribute('placeholder', own || text('placeholder.audioUrl'));
  render();
  check = prepareAccountCheck(node, text);
  if (!RED.nodes.node(node.id)) beginWithKey();
  if (needsAttention()) openFold('deepgram-config-advanced');
  describeRows();
}

function save(node: AccountNode): void {
  close();
  leaveOutMissing(node, { ...DEFAULTS, tls: '', proxy: '' }, PREFIX);
}

/** Whatever becomes of the dialog. */
function close(): void {
  check?.stop();
  check = undefined;
}

/** The editor begins at the top of a dialog. In a new account the only field that must be filled is the key. */
function beginWithKey(): void {
  const key = field(`${PREFIX}-apiKey`);
  key.closest('.red-ui-tray-body')?.addEventListener('focusin', () => key.focus(), { once: true });
}

/** An account of an older flow may lack properties; what counts for them then is the default. */
function fillBlanks(): void {
  for (const [property, preset] of Object.entries(DEFAULTS)) {
    const input = field(`${PREFIX}-${property}`);
    if (!input.value) input.value = preset;
  }
}

function render(): void {
  const auth = field(`${PREFIX}-auth`).value;
  // The row stays: what is beside the key checks an account without one as well.
  byId('deepgram-config-key-row').classList.toggle('deepgram-no-key', auth === 'none');
  field(`${PREFIX}-apiKey`).hidden = auth === 'none';
  byId('deepgram-config-key-hint').hidden = auth === 'none';
  byId('deepgram-config-key-source').hidden = !isKeyless || auth !== 'key' || !usesDeepgram();
  byId('deepgram-config-key-label').textContent = text(auth === 'token' ? 'label.token' : 'label.apiKey');
  byId('deepgram-config-url-row').hidden = field(REGION_FIELD).value !== 'other';
  byId('deepgram-config-key-hint').textContent = text(usesDeepgram() ? 'hint.keyHere' : 'hint.keyElsewhere');
  mark('url', judgeUrl(field(`${PREFIX}-url`).value));
  for (const property of Object.keys(LIMITS)) {
    mark(property, judgeLimit(property, field(`${PREFIX}-${property}`).value));
  }
  const audioUrl = field(`${PREFIX}-audioUrl`).value;
  mark('audioUrl', judgeAccountAudioUrl(audioUrl));
  show(byId('deepgram-config-audioUrl-warning'), audioUrlWarning(audioUrl));
  const changed = Object.entries(ADVANCED).filter(([property, preset]) => isChanged(property, preset));
  describeFold('deepgram-config-advanced', changed.length, needsAttention());
}

function mark(property: string, verdict: Verdict): void {
  const input = field(`${PREFIX}-${property}`);
  markWrong(input, byId(`deepgram-config-${property}-row`), verdict === true ? '' : verdict);
}

function isChanged(property: string, preset: string): boolean {
  const { value } = field(`${PREFIX}-${property}`);
  return value !== preset && value !== '';
}

/** Whether something in the folded group is wrong. What a blank audio URL stands for nobody has set here. */
function needsAttention(): boolean {
  const audioUrl = field(`${PREFIX}-audioUrl`).value;
  return (
    Object.keys(LIMITS).some(
      (property) => judgeLimit(property, field(`${PREFIX}-${property}`).value) !== true,
    ) ||
    judgeAccountAudioUrl(audioUrl) !== true ||
    (audioUrl.trim() !== '' && audioUrlWarning(audioUrl) !== '')
  );
}

/** Judges the address by the very function that the runtime reads it with. */
function judgeUrl(value: unknown): Verdict {
  // An older flow may have none: then it is Deepgram's own, as for the runtime.
  if (value === undefined || isEnvironment(value)) return true;
  try {
    baseUrl(String(value ?? ''));
    return true;
  } catch (error) {
    return text(`errors.${error instanceof DeepgramError ? error.reason : 'urlInvalid'}`);
  }
}

function judgeLimit(property: string, value: unknown): Verdict {
  const [min, max, whole] = LIMITS[property as keyof typeof LIMITS];
  return judgeNumber(value, min, max, whole);
}

function usesDeepgram(): boolean {
  const { value } = field(`${PREFIX}-url`);
  return URL.canParse(value) && isDeepgram(new URL(value));
}

function regionOf(url: string): string {
  const found = Object.entries(REGIONS).find(([, address]) => address === url.replace(/\/+$/, ''));
  return found?.[0] ?? 'other';
}
