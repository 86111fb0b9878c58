import { byId, show } from './elements.js';
import { markWrong } from './mark-wrong.js';
import { judgeSession } from './stream-validators.js';
import type { Texts } from './texts.js';
import { typedInput } from './typed-input.js';
import './red.js';

const FIELD = '#node-input-session';

/** Makes the field of what tells sessions apart: they do by themselves, or a name or a property does. */
export function prepareSession(text: Texts, changed: () => void): void {
  const auto = { value: 'auto', label: text('session.auto'), icon: 'fa fa-plug', hasValue: false };
  typedInput('session', auto, 'str', 'msg', 'jsonata');
  $(FIELD).on('change keyup', changed);
}

/** The type of the field as it stands in the open dialog. */
export function typedSessionType(): string {
  return $(FIELD).typedInput('type');
}

/** Tells below the field what a session is, and what is wrong. */
export function renderSession(text: Texts): void {
  const type = typedSessionType();
  const verdict = judgeSession($(FIELD).typedInput('value'), type);
  show(byId('deepgram-session-hint'), text(type === 'auto' ? 'hint.sessionAuto' : 'hint.session'));
  const visible = byId('node-input-session-visible');
  markWrong(visible, byId('deepgram-row-session'), verdict === true ? '' : verdict);
}

/** Blanks what was typed for another way to tell sessions apart, just before the editor reads the fields. */
export function settleSession(): void {
  if (typedSessionType() === 'auto') $(FIELD).typedInput('value', '');
}
