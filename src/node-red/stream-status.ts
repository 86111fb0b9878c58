import type { DeepgramError } from '../client/errors.js';
import type { Connecting } from '../client/reconnect.js';
import type { SessionState as SpeakState } from '../speak/stream/settings.js';
import type { SessionState as ListenState } from '../transcribe/stream/session.js';
import type { TaskStatus } from './progress.js';
import type { Node, Red, Status } from './runtime.js';
import { statusKey } from './status-key.js';
import { sharedText } from './texts.js';

type SessionState = SpeakState | ListenState;
type State = SessionState['state'];

/** What counts before what, when sessions differ. */
const FOREMOST: readonly State[] = ['speaking', 'listening', 'waiting', 'connecting', 'failed', 'connected'];

/** One status for all sessions of a node, told to Node-RED when it changes only. */
export function createStreamStatus(RED: Red, node: Node) {
  const sessions = new Map<string, SessionState>();
  let shown = '';

  function show(key: string, status: () => Status): void {
    if (key === shown) return;
    shown = key;
    node.status(status());
  }

  function showFailure(error: DeepgramError): void {
    const key = statusKey(error);
    show(key, () => ({ fill: 'red', shape: 'ring', text: sharedText(RED, `status.${key}`) }));
  }

  function showForemost(): void {
    const states = [...sessions.values()];
    const name = FOREMOST.find((wanted) => states.some(({ state }) => state === wanted));
    const foremost = states.find(({ state }) => state === name);
    if (!foremost) show('', () => ({}));
    else if (foremost.state === 'failed') showFailure(foremost.error);
    else if (foremost.state === 'waiting') showWaiting(foremost);
    else
      show(foremost.state, () => ({
        ...LOOKS[foremost.state],
        text: sharedText(RED, `status.${foremost.state}`),
      }));
  }

  function showWaiting({ attempt, ms }: Connecting & { state: 'waiting' }): void {
    const seconds = Math.max(1, Math.round(ms / 1000));
    show(`waiting ${attempt} ${seconds}`, () => ({
      ...{ fill: 'yellow', shape: 'ring' },
      text: sharedText(RED, 'status.reconnecting', { attempt, seconds }),
    }));
  }

  const quiet: TaskStatus = {
    follow: () => () => undefined,
    succeed: () => undefined,
    fail: showFailure,
    leave: () => undefined,
  };

  return {
    /** What is shown of single messages: how they failed. */
    progress: {
      begin: () => quiet,
      clear(): void {
        sessions.clear();
        show('', () => ({}));
      },
    },
    /** A session does something else now. */
    tell(session: string, state: SessionState): void {
      sessions.set(session, state);
      showForemost();
    },
    /** A session was ended, or all were. */
    reset(session: string | undefined): void {
      if (session === undefined) sessions.clear();
      else sessions.delete(session);
      showForemost();
    },
    /** A session is over. What it failed with stays to be seen. */
    forget(session: string): void {
      const hasFailed = sessions.get(session)?.state === 'failed';
      if (sessions.delete(session) && !(hasFailed && sessions.size === 0)) showForemost();
    },
  };
}

const LOOKS: Readonly<Partial<Record<State, Status>>> = {
  connecting: { fill: 'yellow', shape: 'ring' },
  connected: { fill: 'green', shape: 'dot' },
  speaking: { fill: 'blue', shape: 'dot' },
  listening: { fill: 'blue', shape: 'dot' },
};
