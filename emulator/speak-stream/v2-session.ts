import { LATEST } from '../models/endpoint.js';
import { modelUuid } from '../models/uuid.js';
import { Refusal } from '../refusal.js';
import type { ServerMessage } from '../socket/line.js';
import type { SocketMessage } from '../socket/record.js';
import type { Session } from '../socket/session.js';
import { checkSpeed } from '../speak/delivery.js';
import { applyPronunciations } from '../speak/pronunciations.js';
import { type Complaint, complaints, reasonOf } from './complaint.js';
import { watchIdle } from './idle.js';
import { withoutMarkup } from './markup.js';
import { LIMITS } from './options.js';
import { commandOf, offsetOf } from './turn-command.js';
import { warningOf } from './turn-messages.js';
import { createTurns } from './turns.js';
import type { Opened } from './v1-session.js';

/** What a socket of `/v2/speak` was opened with. */
export interface OpenedFlux extends Omit<Opened, 'speed'> {
  /** Absent where the query has none. */
  readonly speed: number | undefined;
  readonly expressivity: number;
}

/** A socket of `/v2/speak`: a conversation in turns, each spoken while its text is still coming. */
export function openConversation(opened: OpenedFlux): Session {
  const { line, voice, options, expressivity } = opened;
  const limits = { ...LIMITS, ...options.limits };
  let { speed } = opened;
  let closing = false;
  const turns = createTurns({ ...opened, manner: { voice, expressivity, speed: () => speed ?? 1 } });

  const complain = (complaint: Complaint): void => {
    line.send({ type: 'Error', code: complaint.code, description: complaint.text });
    line.close(complaint.close, reasonOf(complaint));
  };
  const configure = (value: unknown): ServerMessage | undefined => {
    if (value !== undefined && typeof value !== 'number') return undefined;
    const failure = value === undefined ? undefined : speedFailure(value);
    if (failure !== undefined) return failure;
    speed = value ?? speed;
    return { type: 'ConfigureSuccess', applied: speed === undefined ? {} : { speed } };
  };
  const speedFailure = (value: number): ServerMessage | undefined => {
    const failed = (code: string, description: string): ServerMessage => {
      const blamed = code === 'SPEED_NOT_SUPPORTED' ? {} : { value };
      return { type: 'ConfigureFailure', code, field: 'speed', ...blamed, description };
    };
    try {
      checkSpeed('v2', voice, value);
    } catch (error) {
      if (error instanceof Refusal) return failed(error.code, error.message);
      throw error;
    }
    if (turns.pronunciations() === 0 || value === 1) return undefined;
    return failed('CONTROL_COMBINATION_INVALID', 'A queued turn has a pronunciation: flush it first.');
  };

  const obey: Readonly<Record<string, (message: SocketMessage) => void>> = {
    Speak: ({ json }) => {
      const given = json?.text;
      // Whether an empty text, or a long one, is refused here as it is on `/v1/speak` is not published.
      if (typeof given !== 'string' || given === '') return complain(complaints.unknown);
      const length = [...given].length;
      if (length > limits.charactersPerMessage) return complain(complaints.bigMessage);
      const cleaned = withoutMarkup(given);
      const { text, pronunciations } = applyPronunciations(cleaned);
      // Pauses are for the REST endpoint only, pronunciations for the usual speed.
      const isSlanted = pronunciations > 0 && (speed ?? 1) !== 1;
      if (text.includes('\\{') || isSlanted) return complain(complaints.controls);
      if (cleaned !== given) line.send(warningOf('INPUT_MARKUP_STRIPPED'));
      turns.speak(text, length, pronunciations);
    },
    Flush: () => turns.flush(),
    Interrupt: (message) => {
      const offset = offsetOf(message);
      if (offset === 'invalid') complain(complaints.unknown);
      else turns.interrupt(offset);
    },
    Configure: ({ json }) => {
      const answer = configure(json?.speed);
      if (answer === undefined) complain(complaints.unknown);
      else line.send(answer);
    },
    Close: () => {
      closing = true;
      turns.end(() => line.close(1000));
    },
  };

  line.send({
    type: 'Connected',
    request_id: line.requestId,
    model_name: voice.model,
    model_version: LATEST,
    model_uuids: [modelUuid(voice.model)],
  });
  line.clock.after(limits.lifeMs, () => complain(complaints.tooLong), line.over);
  const touch = watchIdle(line, limits.idleFluxMs, () => complain(complaints.inactive));
  return {
    pinged: touch,
    message: (message) => {
      touch();
      if (closing) return;
      if (message.bytes > limits.messageBytes) return complain(complaints.bigMessage);
      if (message.json === undefined) return complain(complaints.unparseable);
      const command = commandOf(message);
      const act = command === undefined ? undefined : obey[command];
      if (act === undefined) return complain(complaints.unknown);
      act(message);
    },
  };
}
