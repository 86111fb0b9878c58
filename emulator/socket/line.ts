import type { Clock } from './clock.js';
import { strike } from './fault-table.js';
import { openRawLine, type RawParts } from './raw-line.js';
import type { AudioRecorder } from './received-audio.js';
import { type RecordedSocket, readMessage } from './record.js';
import type { Session } from './session.js';
import { recordSpeech, type SpeechRecorder } from './speech.js';

/** A message to a client. */
export interface ServerMessage {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** An open socket, as a session sees it: faults come over it by themselves. */
export interface Line {
  readonly requestId: string;
  /** Of the socket, e.g. `/v1/speak`. */
  readonly path: string;
  readonly clock: Clock;
  /** Aborted when nothing more can be said: closed, broken by a fault, or left by the client. */
  readonly over: AbortSignal;
  send(message: ServerMessage): void;
  /** Sends a message of audio, which is written down in the speech. Settles when the network has taken it. */
  sendAudio(audio: Buffer, speech: SpeechRecorder): Promise<void>;
  /** Opens the record of a speech. */
  record(text: string, id?: string): SpeechRecorder;
  /** Writes something down in the record of the socket. */
  note(change: (record: RecordedSocket) => void): void;
  /** Closes the socket, with 1005 without a code; nothing is said any more. */
  close(code: number, reason?: string): void;
  /** Follows the session's work: the emulator ends with it, and what it throws is seen. */
  run(work: Promise<void>): void;
}

/** What a line is made of. */
export interface LineParts extends RawParts, Pick<Line, 'clock' | 'run'> {
  readonly keepAudio: boolean;
  /** How many messages and speeches are remembered of each; the oldest is forgotten first. */
  readonly remember: number;
  /** Takes down the audio of the client. */
  readonly received: AudioRecorder;
}

/**
 * Takes over a socket whose handshake is done.
 *
 * @param begin says the first word, and gives what listens from then on
 */
export function openLine(parts: LineParts, begin: (line: Line) => Session): void {
  const { websocket, record, moments, clock, run, changed, keepAudio, remember } = parts;
  const raw = openRawLine(parts);
  const { over } = raw;
  /** Lets happen what comes at a moment; whether the line is still there. */
  const passes = (point: string): boolean => {
    if (!over.aborted) strike(moments.at(point), raw);
    return !over.aborted;
  };
  const add = <T>(list: T[], one: T): void => {
    list.push(one);
    if (list.length > remember) list.shift();
    changed();
  };

  const line: Line = {
    ...{ requestId: record.requestId, path: record.path, clock, over, run },
    record: (text, id) => {
      const speech = recordSpeech(text, keepAudio, id);
      add(record.speeches, speech.record);
      return speech;
    },
    note: (change) => {
      change(record);
      changed();
    },
    send: (json) => {
      if (!passes(`before ${json.type}`)) return;
      void raw.send(JSON.stringify(json));
      add(record.sent, { at: Date.now(), type: json.type, json });
      passes(`after ${json.type}`);
    },
    sendAudio: async (audio, speech) => {
      let rest = audio;
      passes('before audio');
      while (rest.length > 0 && !over.aborted) {
        const piece = rest.subarray(0, moments.room());
        rest = rest.subarray(piece.length);
        const written = raw.send(piece);
        speech.add(piece);
        changed();
        strike(moments.sent(piece.length), raw);
        await written;
      }
      passes('after audio');
    },
    close: (code, reason = '') => {
      if (over.aborted) return;
      strike(moments.closing(), raw);
      if (!over.aborted) raw.close(code, reason);
    },
  };

  const session = passes('open') ? begin(line) : undefined;
  websocket.on('message', (data: Buffer, binary) => {
    const message = readMessage(data, binary);
    if (binary && session?.takesAudio === true) {
      parts.received.add(data);
      changed();
    } else {
      add(record.messages, message);
    }
    const name = binary ? 'audio' : (message.type ?? '');
    if (passes(`before ${name}`)) session?.message(message, data);
    if (binary && !over.aborted) strike(moments.sent(data.length), raw);
    passes(`after ${name}`);
  });
  const pinged = (): void => {
    changed();
    if (!over.aborted) session?.pinged?.();
  };
  websocket.on('ping', (data: Buffer) => {
    record.pings += 1;
    raw.pong(data);
    pinged();
  });
  websocket.on('pong', pinged);
}
