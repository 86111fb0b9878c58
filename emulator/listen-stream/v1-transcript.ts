import { isUnderstood } from '../listen/answer.js';
import type { ListenQuery } from '../listen/parameters.js';
import { closingMetadata } from './closing-metadata.js';
import type { Complaint } from './complaint.js';
import { createEars } from './ears.js';
import { createIntake, type Intake } from './intake.js';
import type { OpenedLive } from './opened-live.js';
import { resultsOf, type Said } from './results.js';
import { createStretches, type Stretches } from './stretch.js';
import type { Teller } from './teller.js';
import { recordedQuery } from './v1-query.js';

/** What is heard on `/v1/listen`, told as it is heard. */
export interface Transcript extends Pick<Intake, 'push' | 'order'> {
  /** As it is now: some of it can be changed. */
  query: ListenQuery;
  /** Nothing is told any more. */
  stuck: boolean;
  /** Ends the stretches of all channels, or of one; to be called within the order. */
  finalize(channel: unknown, fromFinalize: boolean): Promise<void>;
  /** Ends everything, and tells what it was; to be called within the order. */
  end(): Promise<void>;
}

/** @param complain ends the stream */
export function createTranscript(
  { line, query: asked, model, options }: OpenedLive,
  { tell }: Teller,
  complain: (complaint: Complaint) => void,
): Transcript {
  const { multichannel = false, encoding, sample_rate = 0, channels = 1 } = asked;
  const speakers: string[] = [];
  let stretches: Stretches[] = [];
  const ears = createEars(multichannel, ({ utterance }) => isUnderstood({ utterance }, transcript.query));
  const results = (said: Said): void => {
    const { requestId } = line;
    tell(resultsOf({ query: transcript.query, model, requestId, speakers }, said));
  };
  const all = (): readonly Stretches[] => {
    if (transcript.stuck) return [];
    if (stretches.length > 0) return stretches;
    const { utteranceEnd = 'last word' } = options;
    stretches = ears.all.map((ear, index) => {
      const channel = [index, ears.all.length] as const;
      return createStretches({ ear, channel, query: asked, utteranceEnd, results, tell });
    });
    return stretches;
  };
  const format = { encoding, rate: sample_rate, channels, mix: !multichannel };
  const onSlice = (time: number): void => {
    for (const one of all()) one.reached(time);
  };
  const intake = createIntake(line, format, ears, onSlice, complain);

  const transcript: Transcript = {
    ...{ push: intake.push, order: intake.order, query: recordedQuery(asked), stuck: false },
    finalize: async (channel, fromFinalize) => {
      await intake.settle(false);
      if (line.over.aborted) return;
      for (const [index, one] of all().entries()) {
        // Without "a noticeable amount of audio" there is no answer (docs/finalize); here that is none at all.
        if (channel === undefined || channel === index) one.end(ears.time, { fromFinalize });
      }
    },
    end: async () => {
      await intake.settle(true);
      if (line.over.aborted) return;
      // That these are marked like an answer to Finalize was seen by others, and is not documented.
      for (const one of all()) one.end(ears.time, { fromFinalize: true });
      const { time: duration, all: heard } = ears;
      const { requestId } = line;
      tell(closingMetadata({ requestId, model, sha256: intake.sha256(), duration, channels: heard.length }));
    },
  };
  return transcript;
}
