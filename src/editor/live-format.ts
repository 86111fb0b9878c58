import { isBlank } from '../transcribe/check.js';
import { type Parameters, RAW_SAMPLE_RATES } from '../transcribe/parameters.js';
import { liveRowsOf } from '../transcribe/parameters-live.js';
import { knownModel, type VoiceSetting } from './choices.js';
import { drawInput, drawSelect, type Option, readNumber } from './controls.js';
import { byId, show } from './elements.js';
import { markWrong } from './mark-wrong.js';
import type { Texts } from './texts.js';

/** What the rows about the audio's format show. */
export interface FormatView {
  readonly model: VoiceSetting;
  readonly parameters: Parameters;
  /** Sentences by the name of the parameter. */
  readonly problems: ReadonlyMap<string, string>;
}

/**
 * Draws the rows that say what the audio is: a container, which tells by its header, or bare samples. The sample
 * rate is asked for where nothing else tells it.
 */
export function renderFormat(
  { model, parameters, problems }: FormatView,
  text: Texts,
  choose: (parameter: string, value: unknown) => void,
): void {
  const { encoding, sample_rate } = parameters;
  const row = byId('deepgram-row-encoding');
  const options: readonly Option[] = [['', text('format.container')], ...encodings(model, text)];
  const foreign = (value: string) => text('notPossible', { value });
  const select = drawSelect(row, 'encoding', { options, value: encoding, foreign }, (chosen) =>
    choose('encoding', chosen),
  );
  markWrong(select, row, problems.get('encoding') ?? '');
  const isBare = Object.hasOwn(RAW_SAMPLE_RATES, String(encoding));
  const hint = text(isBlank(encoding) ? 'hint.container' : 'hint.bare');
  show(byId('deepgram-format-hint'), problems.has('encoding') ? '' : hint);

  const rateRow = byId('deepgram-row-sample_rate');
  const typing = { value: sample_rate, placeholder: 'Hz', inputMode: 'decimal' } as const;
  const input = drawInput(rateRow, 'sample_rate', typing, (typed) =>
    choose('sample_rate', readNumber(typed)),
  );
  rateRow.hidden = !isBare && isBlank(sample_rate);
  markWrong(input, rateRow, problems.get('sample_rate') ?? '');
}

function encodings(model: VoiceSetting, text: Texts): Option[] {
  const row = liveRowsOf(knownModel(model)).find(({ name }) => name === 'encoding');
  const values = row?.type === 'choice' ? row.values : [];
  return values.map((value): Option => [value, text(`format.${value}`)]);
}
