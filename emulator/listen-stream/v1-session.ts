import { meetKind } from '../faults/meet.js';
import type { SocketMessage } from '../socket/record.js';
import type { Session } from '../socket/session.js';
import type { CallbackOutlet } from './callback-means.js';
import { openCallback } from './callback-outlet.js';
import { type Complaint, complaints } from './complaint.js';
import type { OpenedLive } from './opened-live.js';
import { LIMITS } from './options.js';
import { schemaError } from './schema-error.js';
import { createTeller, type Outlet } from './teller.js';
import { configure } from './v1-configure.js';
import { createTranscript } from './v1-transcript.js';
import { watchClient } from './watch.js';

/** A socket of `/v1/listen`: results of what is heard, as they come, each channel in stretches. */
export function openLive(opened: OpenedLive): Session {
  const { line, model, options, faults, callback, means } = opened;
  const limits = { ...LIMITS, ...options.limits };
  let closing = false;

  const complain = ({ close, reason }: Complaint): void => line.close(close, reason);
  const outlet: CallbackOutlet | undefined =
    callback === undefined ? undefined : openCallback(opened, means, callback, complain);
  const outlets: Outlet[] = outlet === undefined ? [] : [outlet.send];
  if (outlet === undefined || options.results === 'both') outlets.push((message) => line.send(message));
  const teller = createTeller(line, faults, outlets, ({ code, description }) => {
    // The shape is that of a SchemaError; one that ends the stream was not seen.
    line.send({ type: 'Error', variant: code, description, message: description });
    line.close(1011, `${code}: ${description}`);
  });
  const transcript = createTranscript(opened, teller, complain);

  const finalize = ({ json }: SocketMessage): void =>
    transcript.order.add(async () => {
      const silent = meetKind(faults, line.path, 'listen-no-finalized');
      silent?.reach();
      await transcript.finalize(json?.channel, silent === undefined && options.finalize !== 'silent');
    });
  const end = (): void => {
    closing = true;
    const fault = meetKind(faults, line.path, 'listen-no-end');
    fault?.reach();
    if (fault !== undefined) return;
    transcript.order.add(async () => {
      await transcript.end();
      teller.afterwards(async () => {
        await outlet?.close();
        line.close(1000);
      });
    });
  };
  const change = (message: SocketMessage): void => {
    const fault = meetKind(faults, line.path, 'listen-configure-failure');
    fault?.reach();
    const configured = configure(message, transcript.query, model, line.requestId, fault?.fault);
    if (configured.kind === 'stuck') {
      transcript.stuck = true;
      line.clock.after(limits.stuckMs, () => complain(complaints.noAnswer), line.over);
      return;
    }
    if (configured.kind === 'done') transcript.query = configured.query;
    teller.reply(configured.answer);
  };
  const obey: Readonly<Record<string, (message: SocketMessage) => void>> = {
    KeepAlive: () => undefined,
    Sync: () => undefined,
    Finalize: finalize,
    Configure: (message) => transcript.order.add(() => change(message)),
    CloseStream: end,
  };

  const watch = watchClient(line, options, complain);
  return {
    takesAudio: true,
    message: (message, data) => {
      watch.touch();
      if (closing) return;
      if (message.binary) {
        watch.heard();
        // An empty one has closed streams ever since (deepgram-python-sdk #427).
        if (data.length === 0) end();
        else transcript.push(data);
        return;
      }
      const act = Object.hasOwn(obey, message.type ?? '') ? obey[message.type ?? ''] : undefined;
      if (act === undefined) teller.reply(schemaError(message));
      else act(message);
    },
  };
}
