import type { ListenQuery } from '../listen/parameters.js';
import type { Line, ServerMessage } from '../socket/line.js';
import type { Complaint } from './complaint.js';
import { createEars } from './ears.js';
import { createIntake, type Intake } from './intake.js';
import { createTurns, type Turns } from './turn.js';
import type { FluxSettings } from './v2-configure.js';
import { type FluxQuery, languages } from './v2-query.js';

/** What is heard on `/v2/listen`, told in turns as it is heard. */
export interface TurnTranscript extends Pick<Intake, 'push' | 'order'> {
  /** As they are now. */
  settings: FluxSettings;
  /** Ends the turn, if there is one; whether there was. To be called within the order, like the next one. */
  force(): Promise<boolean>;
  /** Tells what is left; ends no turn. */
  end(): Promise<void>;
}

/** docs/flux/nova-3-migration: WAV, Ogg, WebM. */
const containers: ReadonlySet<string> = new Set(['wav', 'ogg', 'matroska']);

const NONE: string[] = [];
const NOTHING: ListenQuery = {
  ...{ keyterm: NONE, keywords: NONE, search: NONE, replace: NONE, redact: NONE, extra: NONE, tag: NONE },
  ...{ detectable: NONE, custom_topic: NONE, custom_intent: NONE },
};

/** @param complain ends the stream */
export function createTurnTranscript(
  line: Line,
  query: FluxQuery,
  tell: (message: ServerMessage) => void,
  complain: (complaint: Complaint) => void,
): TurnTranscript {
  const { model, encoding, sample_rate = 0 } = query;
  const isMulti = model === 'flux-general-multi';
  const ears = createEars(false, ({ utterance }) => {
    const spoken = utterance.voice.language.slice(0, 2);
    return isMulti ? languages.has(spoken) : spoken === 'en';
  });
  const wording = (): ListenQuery => {
    const { numerals } = transcript.settings;
    return { ...NOTHING, ...query.wording, ...(numerals === undefined ? {} : { numerals }) };
  };
  const extras = (spoken: readonly string[]): object => {
    const { language_hints } = transcript.settings;
    return {
      ...(isMulti && spoken.length > 0 ? { languages: byFrequency(spoken) } : {}),
      ...(language_hints.length > 0 ? { languages_hinted: language_hints } : {}),
    };
  };
  let turns: Turns | undefined;
  const heard = (): Turns | undefined => {
    const [ear] = ears.all;
    if (ear === undefined) return undefined;
    turns ??= createTurns({ ear, thresholds: () => transcript.settings.thresholds, wording, extras, tell });
    return turns;
  };
  const format = { encoding, rate: sample_rate, channels: 1, mix: true, containers };
  const intake = createIntake(line, format, ears, (time) => heard()?.reached(time), complain);

  const transcript: TurnTranscript = {
    ...{ push: intake.push, order: intake.order },
    settings: {
      thresholds: query.thresholds,
      keyterms: query.keyterm,
      language_hints: query.language_hint,
      numerals: query.wording.numerals,
    },
    force: async () => {
      await intake.settle(false);
      return heard()?.force(ears.time) ?? false;
    },
    end: async () => {
      await intake.settle(true);
      if (!line.over.aborted) heard()?.close(ears.time);
    },
  };
  return transcript;
}

/** The most frequent first. */
function byFrequency(spoken: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const one of spoken) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([language]) => language);
}
