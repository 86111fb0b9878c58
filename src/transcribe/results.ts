import type { Answer, Channel, Paragraph, Utterance, Word } from './answer.js';
import { captionsOf } from './captions.js';
import type { Result } from './result-forms.js';
import { numberOr, turnsOf, wordsOf } from './turns.js';

export { RESULTS, type Result } from './result-forms.js';

/** Tells on which channel something was said, from 0, where there are several. */
export interface OnChannel {
  readonly channel?: number;
}

/** A transcript in one of its forms. */
export type Rendered =
  | string
  | Answer
  | readonly (Word & OnChannel)[]
  | readonly Utterance[]
  | readonly (Paragraph & OnChannel)[];

/**
 * A transcript in the form that was asked for. Silence gives an empty text or list. Lists are new, in order of time
 * over all channels; what is in them belongs to the answer where there is one channel only.
 */
export async function render(answer: Answer, result: Result): Promise<Rendered> {
  const { channels, utterances } = answer.results;
  switch (result) {
    case 'transcript':
      return transcriptOf(channels);
    case 'response':
      return answer;
    case 'words':
      return inTime(channels, wordsOf);
    case 'utterances':
      return byStart(utterances ?? []);
    case 'paragraphs':
      return inTime(channels, paragraphsOf);
    case 'speakers':
      return speakersOf(answer);
    case 'srt':
    case 'vtt':
      return captionsOf(answer, result);
  }
}

/** The text of one channel as it is; of several a line for each, blank ones too, so that lines tell channels. */
function transcriptOf(channels: readonly Channel[]): string {
  const texts = channels.map(({ alternatives }) => String(alternatives?.[0]?.transcript ?? ''));
  if (texts.length === 1) return texts.join('');
  const lines = texts.map((text) => text.trim().replace(/\s*\n\s*/g, ' '));
  return lines.every((line) => line === '') ? '' : lines.join('\n');
}

function speakersOf(answer: Answer): string {
  const lines: { speaker: number; text: string }[] = [];
  for (const { speaker, words, separator } of turnsOf(answer)) {
    const text = words.map((word) => word.text).join(separator);
    const last = lines.at(-1);
    if (last?.speaker === speaker) last.text += separator + text;
    else lines.push({ speaker, text });
  }
  return lines.map(({ speaker, text }) => `Speaker ${speaker}: ${text}`).join('\n');
}

function paragraphsOf({ alternatives }: Channel): readonly Paragraph[] {
  return alternatives?.[0]?.paragraphs?.paragraphs ?? [];
}

function inTime<Item extends { readonly start?: number }>(
  channels: readonly Channel[],
  itemsOf: (channel: Channel) => readonly Item[],
): (Item & OnChannel)[] {
  const isSeveral = channels.length > 1;
  return byStart(
    channels.flatMap((channel, index) =>
      itemsOf(channel).map((item) => (isSeveral ? { ...item, channel: index } : item)),
    ),
  );
}

function byStart<Item extends { readonly start?: number }>(items: readonly Item[]): Item[] {
  return items.toSorted((one, other) => numberOr(one.start, 0) - numberOr(other.start, 0));
}
