import type { CheckResult } from '../client/check-outcome.js';
import { type AccountBody, openAccountBody, undeployedWay } from './account-values.js';
import { byId, make } from './elements.js';
import type { EditorNode } from './red.js';
import type { Texts } from './texts.js';
import './red.js';

const BUTTON = 'deepgram-config-check';
const RESULT = 'deepgram-config-checked';

/** The fields whose change makes a result worthless. */
const FIELDS = ['auth', 'apiKey', 'url', 'tls', 'proxy'].map((name) => `#node-config-input-${name}`);

/** How a result is shown. */
interface Told {
  readonly text: string;
  /** `open`: nothing is known yet. */
  readonly tone: 'good' | 'bad' | 'open';
}

/** Outcomes that say nothing of the key. */
const OPEN: readonly string[] = ['busy', 'serverFailed', 'undecided'];

const ICONS = { good: 'fa-check-circle', bad: 'fa-times-circle', open: 'fa-info-circle' } as const;

/** The button that checks the account. */
export interface AccountCheck {
  /** The dialog closes. */
  stop(): void;
}

/**
 * Makes the button that checks the account as it stands in the open dialog.
 *
 * @param node - the account that is edited
 * @param text - of the catalog of deepgram-config
 */
export function prepareAccountCheck(node: EditorNode, text: Texts): AccountCheck {
  const button = byId(BUTTON);
  const result = byId(RESULT);
  let checked: { readonly values: string; abort(): void } | undefined;
  button.hidden = !RED.user.hasPermission('deepgram-config.write');

  function tell(told?: Told): void {
    result.dataset.tone = told?.tone ?? '';
    const icon = told && make('i', { class: `fa ${ICONS[told.tone]}`, 'aria-hidden': 'true' });
    result.replaceChildren(...(icon ? [icon, ' ', told.text] : []));
  }

  /** Not disabled in earnest: a button that is loses the keyboard's focus. */
  function setBusy(isBusy: boolean): void {
    button.setAttribute('aria-disabled', String(isBusy));
    button.classList.toggle('disabled', isBusy);
  }

  button.addEventListener('click', async () => {
    if (button.getAttribute('aria-disabled') === 'true') return;
    const body = openAccountBody(node);
    const values = valuesOf(body);
    const reason = undeployedWay(body);
    if (reason) {
      checked = { values, abort: () => undefined };
      tell(inWords({ outcome: 'settings', reason, detail: {} }, body, text));
      return;
    }
    const exchange = ask(body);
    const mine = { values, abort: () => exchange.abort() };
    checked = mine;
    setBusy(true);
    tell({ text: text('check.checking'), tone: 'open' });
    const told = await exchange.then(
      (answer) => inWords(answer as CheckResult, body, text),
      ({ status }: { status: number }) => failed(status, text),
    );
    // What was asked for may not stand there any more.
    if (checked !== mine) return;
    setBusy(false);
    tell(told);
  });

  // A key that goes up may belong to the one that led here: what counts is whether something is another now.
  $(FIELDS.join()).on('change keyup input', () => {
    if (!checked || valuesOf(openAccountBody(node)) === checked.values) return;
    stop();
    setBusy(false);
    tell();
  });

  function stop(): void {
    checked?.abort();
    checked = undefined;
  }

  return { stop };
}

/** What a result is about. */
function valuesOf(body: AccountBody): string {
  return JSON.stringify([body, undeployedWay(body)]);
}

function ask(body: AccountBody) {
  const contentType = 'application/json';
  const data = JSON.stringify(body);
  return $.ajax({ method: 'POST', url: 'deepgram-config/check', contentType, data, dataType: 'json' });
}

function inWords({ outcome, reason, detail }: CheckResult, { auth }: AccountBody, text: Texts): Told {
  if (outcome === 'settings') {
    return { text: text(`errors.${reason}`, detail), tone: 'bad' };
  }
  const isOpen = OPEN.includes(outcome);
  const tone = outcome === 'valid' ? 'good' : isOpen ? 'open' : 'bad';
  return { text: text(`check.${keyOf(outcome, detail.host, auth)}`, { said: '', ...detail }), tone };
}

/** Which sentence says it: some outcomes mean another thing with another way to sign in. */
function keyOf(outcome: CheckResult['outcome'], host = '', auth = 'key'): string {
  if (outcome === 'valid' && auth === 'none') return 'validWithoutKey';
  if (auth === 'token' && (outcome === 'valid' || outcome === 'wrongKey')) {
    return outcome === 'valid' ? 'validToken' : 'wrongToken';
  }
  return outcome === 'wrongKey' && !/(^|\.)deepgram\.com(:|$)/.test(host) ? 'wrongKeyElsewhere' : outcome;
}

/** @param status - 0: not reached; 401, 403: whoever sits here may not */
function failed(status: number, text: Texts): Told {
  const isForbidden = status === 401 || status === 403;
  return { text: text(isForbidden ? 'check.forbidden' : 'check.failed', { status }), tone: 'bad' };
}
