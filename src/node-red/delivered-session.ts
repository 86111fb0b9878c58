import type { Endpoint } from '../callback/endpoint.js';
import type { Account } from '../client/account.js';
import { closeError } from '../client/close-code.js';
import type { DeepgramError } from '../client/errors.js';
import { type ListenSession, type ListenSettings, openListenSession } from '../transcribe/stream/session.js';
import type { ListenWish } from '../transcribe/stream/wish.js';
import type { StreamForm } from './resume-stream.js';
import type { StreamDeliverySettings } from './transcribe-stream-delivery-settings.js';

/** Opens a session, as `openListenSession` does. */
export type OpenSession = typeof openListenSession;

/** The job of a stream. */
export interface StreamJob {
  readonly id: string;
  readonly endpoint: Endpoint;
}

/** Sockets of a session whose results are put to their time: those of earlier ones have come long since. */
const KEPT = 20;

/** Makes what opens a session whose results go to a URL. @param job - the endpoint's, where it is one of ours */
export function openerTo(
  { url, method }: { url: string; method: StreamDeliverySettings['callbackMethod'] },
  job: StreamJob | undefined,
  form: StreamForm,
): OpenSession {
  const more = new URLSearchParams({ callback: url, ...(method === 'PUT' && { callback_method: method }) });
  return (account, wish, settings) => {
    const news = job ? newsFor(job, form) : undefined;
    const session = openListenSession(
      account,
      { ...wish, path: `${wish.path}&${more}` },
      deliveredSettings(settings, account, wish, news),
    );
    if (job) void job.endpoint.jobs.follow(job.id, session.take).catch(job.endpoint.onError);
    return job ? withEnd(session, () => news?.over()) : session;
  };
}

/** What a stream's job is told of its session. */
interface News {
  opened(requestId: string | undefined, offset: number): void;
  over(): void;
}

function newsFor({ id, endpoint: { jobs, onError } }: StreamJob, form: StreamForm): News {
  const offsets = new Map<string, number>();
  let wasOpen = false;
  let isOver = false;
  return {
    opened(requestId, offset) {
      wasOpen = true;
      if (requestId && offset > 0) offsets.set(requestId, offset);
      const [oldest] = offsets.keys();
      if (offsets.size > KEPT && oldest !== undefined) offsets.delete(oldest);
      const known = offsets.size > 0 ? { form: { ...form, offsets: Object.fromEntries(offsets) } } : {};
      jobs.acknowledge(id, requestId, known).catch(onError);
    },
    over() {
      if (isOver) return;
      isOver = true;
      (wasOpen ? jobs.finish(id) : jobs.withdraw(id, 'settled')).catch(onError);
    },
  };
}

/** Nothing of the results comes out of the session itself, whether Deepgram sends them to it as well or not. */
function deliveredSettings(
  settings: ListenSettings,
  { secrets }: Account,
  { audio }: ListenWish,
  news: News | undefined,
): ListenSettings {
  return {
    ...settings,
    onOutcome: () => undefined,
    onOpen: (requestId, origin) => news?.opened(requestId, origin),
    onEvent(type, payload) {
      settings.onEvent(type, payload);
      const error = type === 'close' ? lossOf(payload as Close, secrets) : undefined;
      // What can't be heard again fails the session, which says so itself.
      if (error?.cause.retryable && audio.isBare) settings.onError(error);
    },
    onOver() {
      news?.over();
      settings.onOver();
    },
  };
}

interface Close {
  readonly code: number;
  readonly reason: string;
  readonly idle?: boolean;
}

/** What it means that a socket has ended where nobody had asked for it: what was delivered of it ends as well. */
function lossOf({ code, reason, idle }: Close, secrets: readonly string[]): DeepgramError | undefined {
  return idle || code === 1000 || code === 1005 ? undefined : closeError(code, reason, secrets);
}

/** A session that is ended at once says no more, and its job has to know nevertheless. */
function withEnd(session: ListenSession, over: () => void): ListenSession {
  return {
    ...session,
    get isClosing() {
      return session.isClosing;
    },
    async end() {
      await session.end();
      over();
    },
  };
}
