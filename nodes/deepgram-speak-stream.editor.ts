import { knownModel } from '../src/editor/choices.js';
import { type Draft, isTelephony } from '../src/editor/draft.js';
import { byId, field, show } from '../src/editor/elements.js';
import { frameBytes } from '../src/editor/frame-size.js';
import { markWrong } from '../src/editor/mark-wrong.js';
import { publish } from '../src/editor/publish.js';
import { areOptionsChanged, speechDialog } from '../src/editor/speech-dialog.js';
import { STREAM_DEFAULTS as DEFAULTS, type StreamNode } from '../src/editor/stream-node.js';
import {
  judgePause,
  judgeSession,
  judgeStreamNumber,
  type StreamNumber,
  savedSessionType,
} from '../src/editor/stream-validators.js';
import { textsOf } from '../src/editor/texts.js';
import { typedInput } from '../src/editor/typed-input.js';
import { sanitized, type Verdict } from '../src/editor/validators.js';
import { encodingOf, STREAM, versionOf } from '../src/speak/parameters.js';

const SESSION = '#node-input-session';
/** What telephone lines take, in ms. */
const TELEPHONY_FRAME = 20;

const text = textsOf('deepgram-speak-stream');

const dialog = speechDialog<StreamNode>({
  text,
  table: STREAM,
  layout: {
    rows: new Map([
      ['encoding', ''],
      ['sample_rate', ''],
      ['speed', 'deepgram-more'],
      ['expressivity', 'deepgram-more'],
      ['mip_opt_out', 'deepgram-more'],
    ]),
    folds: ['deepgram-pieces', 'deepgram-more'],
  },
  required: ['encoding', 'sample_rate'],
  telephony: 'deepgram-pieces',
  defaults: DEFAULTS,
  plain: ['text', 'model', 'options', 'output', 'flush', 'pause', 'frame', 'ahead', 'header', 'idle'],
  prepare(_node, render) {
    const auto = { value: 'auto', label: text('session.auto'), icon: 'fa fa-plug', hasValue: false };
    typedInput('session', auto, 'str', 'msg', 'jsonata');
    $(SESSION).on('change keyup', render);
    for (const property of ['flush', 'pause', 'frame', 'ahead', 'header', 'idle'])
      $(`#node-input-${property}`).on('input', render);
  },
  render(draft) {
    const flush = field('node-input-flush').value;
    show(byId('deepgram-flush-hint'), flush === 'manual' ? text('hint.flush') : '');
    byId('deepgram-row-pause').hidden = flush !== 'sentence';
    byId('deepgram-row-tag').hidden = !takesTags(draft);
    show(byId('deepgram-frame-hint'), frameHint(draft));
    renderSession();
    mark('pause', judgePause(flush, field('node-input-pause').value));
    const isFrameWrong = markNumber('frame');
    const isAheadWrong = markNumber('ahead');
    return {
      'deepgram-pieces': {
        changed: countChanged('frame', 'ahead', 'header'),
        wrong: isFrameWrong || isAheadWrong,
      },
      'deepgram-more': {
        changed: countChanged('idle') + (areOptionsChanged() ? 1 : 0),
        wrong: markNumber('idle'),
      },
    };
  },
  settle() {
    // What was typed for another way to tell sessions apart does not count.
    if (typedSessionType() === 'auto') $(SESSION).typedInput('value', '');
  },
});

publish('speakStream', {
  ...dialog,
  judgeNumber: judgeStreamNumber,
  judgePause: (node: StreamNode, value: unknown) =>
    judgePause(dialog.isOpen(node) ? field('node-input-flush').value : node.flush, value),
  judgeSession: (node: StreamNode, value: unknown) =>
    sanitized(judgeSession(value, dialog.isOpen(node) ? typedSessionType() : savedSessionType(node))),
});

function typedSessionType(): string {
  return $(SESSION).typedInput('type');
}

function renderSession(): void {
  const type = typedSessionType();
  show(byId('deepgram-session-hint'), text(type === 'auto' ? 'hint.sessionAuto' : 'hint.session'));
  mark('session', judgeSession($(SESSION).typedInput('value'), type), 'node-input-session-visible');
}

/** Only Flux voices take tags on a socket; of a voice that a message will tell, nothing is known. */
function takesTags({ voice, parameters }: Draft): boolean {
  const model = knownModel(voice);
  return model === '' || versionOf(model) === 'v2' || parameters.tag !== undefined;
}

function frameHint({ voice, parameters }: Draft): string {
  const bytes = (ms: number) => frameBytes(ms, versionOf(knownModel(voice)), parameters);
  const chosen = bytes(Number(field('node-input-frame').value));
  if (chosen) return text('hint.frameBytes', { bytes: chosen });
  const usual = isTelephony(encodingOf(parameters, STREAM)) && bytes(TELEPHONY_FRAME);
  return usual ? text('hint.frameTelephony', { ms: TELEPHONY_FRAME, bytes: usual }) : text('hint.frame');
}

function markNumber(property: StreamNumber): boolean {
  return mark(property, judgeStreamNumber(property, field(`node-input-${property}`).value));
}

/** Marks a field where it is wrong. @returns whether it is */
function mark(property: string, verdict: Verdict, control = `node-input-${property}`): boolean {
  markWrong(byId(control), byId(`deepgram-row-${property}`), verdict === true ? '' : verdict);
  return verdict !== true;
}

function countChanged(...properties: readonly (keyof typeof DEFAULTS)[]): number {
  return properties.filter((property) => field(`node-input-${property}`).value.trim() !== DEFAULTS[property])
    .length;
}
