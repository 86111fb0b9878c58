import { type Heard, readResults, readTurn } from './heard.js';
import { createKnown } from './known.js';
import { createOpenTurn } from './open-turn.js';
import { inSession, ORIGIN } from './origin.js';
import type { ListenSettings } from './settings.js';
import { type Outcome, openUtterances } from './utterances.js';

type Message = Readonly<Record<string, unknown>>;

/** What is done with what Deepgram says. */
export interface Hearing {
  /** Another socket listens; its first audio is so many ms behind the session's. */
  begin(start: number): void;
  take(type: string, message: Message): void;
  /** Whoever spoke has stopped, on all channels. */
  endUtterances(): void;
  /** Nothing more will be heard: what is left leaves. */
  end(): void;
  /** A turn of Flux has begun that has not ended. */
  readonly isInTurn: boolean;
}

export interface HearingEvents extends Pick<ListenSettings, 'emit' | 'onEvent'> {
  onOutcome(outcome: Outcome): void;
  /** There is a result; up to so many ms of the session all is transcribed for good. */
  onResult(until: number | undefined): void;
  /** A Finalize has been answered, for one of so many channels. */
  onFinalized(channel: number, channels: number): void;
}

/** What Flux says to a ForceEndTurn where there is no turn; no other answer comes. */
const NO_TURN = 'FORCE_END_TURN_NO_ACTIVE_TURN';

/** Makes results and events of what Deepgram says, with the times of the session. */
export function createHearing(events: HearingEvents): Hearing {
  const { emit, onEvent } = events;
  const utterances = openUtterances(emit);
  const known = createKnown();
  const openTurn = createOpenTurn();
  let origin = ORIGIN;
  /** Turns so far; one that is open will be heard again. */
  let turns = 0;

  function emitAll(outcomes: readonly (Outcome | undefined)[]): void {
    for (const outcome of outcomes) if (outcome) events.onOutcome(outcome);
  }

  function onHeard(told: Heard): void {
    const heard = known.fresh(told);
    const { turn, isFinal, isFinalized, channel, channels } = heard;
    openTurn.add(heard);
    if (turn !== undefined) turns = isFinal ? turn + 1 : turn;
    events.onResult(isFinal ? known.add(told) : undefined);
    emitAll([utterances.add(heard)]);
    if (isFinalized) events.onFinalized(channel, channels);
  }

  /** What is not the news of a result is news of the turn. */
  function onTurn(message: Message): void {
    const { event } = message;
    if (event !== 'Update') onEvent(typeof event === 'string' && event !== '' ? event : 'TurnInfo', message);
    onHeard(readTurn(message));
  }

  return {
    begin(start) {
      const cutOff = openTurn.rewind(start / 1000);
      if (cutOff) emitAll([utterances.add(cutOff)]);
      origin = { seconds: start / 1000, turns };
    },
    take(type, message) {
      if (type === 'Results') {
        onHeard(readResults(message, origin));
        return;
      }
      const moved = inSession(message, origin);
      if (type === 'TurnInfo') {
        onTurn(moved);
        return;
      }
      if (type === 'UtteranceEnd') emitAll(utterances.end(channelOf(message)));
      if (type === 'Warning' && message.code === NO_TURN) events.onFinalized(0, 1);
      onEvent(type, moved);
    },
    endUtterances: () => emitAll(utterances.end()),
    end() {
      const turn = openTurn.end();
      if (turn) emitAll([utterances.add(turn)]);
      emitAll(utterances.end());
    },
    get isInTurn() {
      return openTurn.isOpen;
    },
  };
}

function channelOf({ channel }: Message): number | undefined {
  return Array.isArray(channel) && typeof channel[0] === 'number' ? channel[0] : undefined;
}
