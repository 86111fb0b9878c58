import type { FlowNode } from '../helpers/node-red.js';
import { onTab } from '../helpers/speak-flow.js';

/** Something that is said before the microphones. */
export interface Sentence {
  /** As it is to be transcribed. */
  readonly text: string;
  /** In pieces of `PIECE_MS`. */
  readonly pieces: readonly Buffer[];
}

/** What is said before the microphones of a flow: goes into its source `go` once. */
export interface Script {
  readonly sessions: number;
  readonly sentences: readonly Sentence[];
  /** A piece in which nothing is said. */
  readonly silence: Buffer;
  /** How much faster than real time. */
  readonly speed: number;
}

/** What the flow has counted. */
export interface Report {
  /** Messages that were given to the node, and that have ended. */
  given: number;
  ended: number;
  failed: string[];
  /** Sentences that were heard, and those that were not before their session was closed. */
  heard: number;
  lost: number;
  /** How often a session was asked for its last words: to go on, and to end. */
  finalized: number;
  closed: number;
  /** Sockets that were lost; bytes of audio that could not be sent again then. */
  cut: number;
  droppedBytes: number;
  /** What was heard where something else was said. */
  wrong: string[];
  /** What sessions still wait for that should be over. */
  open: string[];
}

/** ms of audio in a piece. */
export const PIECE_MS = 100;

/**
 * Messages of a session that may wait for a socket. What had to wait is sent at 1.25 times real time; a microphone
 * that goes on at three times would be ever further ahead.
 */
const MOST_WAITING = 10;

/**
 * A microphone in each session: sentences, with silence behind each of them until it has been heard. Some are
 * finalized as soon as they are said. Behind some the session is closed, and begins anew.
 */
const MICROPHONES = `
  const books = flow.get('books');
  const sessions = flow.get('sessions');
  const pick = (count) => Math.floor(Math.random() * count);
  function give(message) {
    books.given += 1;
    sessions.get(message.session).waiting += 1;
    node.send(message);
  }
  function begin(state) {
    const { sentences } = flow.get('script');
    const end = ['finalize', 'close'][pick(12)] ?? 'silence';
    Object.assign(state, { sentence: sentences[pick(sentences.length)], at: 0, heard: '', isHeard: false, end, isClosing: false });
  }
  function close(session, state) {
    books.closed += 1;
    state.isClosing = true;
    give({ session, action: 'close' });
  }
  function speak(session, state) {
    if (state.isClosing || state.waiting >= ${MOST_WAITING}) return;
    const { pieces } = state.sentence;
    give({ session, payload: pieces[state.at] ?? flow.get('script').silence });
    state.at += 1;
    if (state.at !== pieces.length) return;
    if (state.end === 'close') close(session, state);
    if (state.end === 'finalize') {
      books.finalized += 1;
      give({ session, action: 'finalize' });
    }
  }
  function next(session, state) {
    if (flow.get('isOver')) close(session, state);
    else begin(state);
  }
  const state = sessions.get(msg.session);
  if (msg.topic === 'go') {
    flow.set('script', msg.payload);
    for (let session = 0; session < msg.payload.sessions; session++) sessions.set('session ' + session, { waiting: 0 });
    for (const state of sessions.values()) begin(state);
    const timer = setInterval(() => {
      for (const [session, state] of sessions) speak(session, state);
      if ([...sessions.values()].some(({ isGone }) => !isGone)) return;
      clearInterval(timer);
      node.send([null, {}]);
    }, ${PIECE_MS} / msg.payload.speed);
  } else if (msg.topic === 'ended') {
    // The session is closed.
    if (!state.isHeard) books.lost += 1;
    if (flow.get('isOver')) state.isGone = true;
    else begin(state);
  } else if (msg.topic === 'close') {
    if (msg.payload.code !== 1000) books.cut += 1;
  } else if (msg.topic === 'Warning') {
    // What is given up at a close is among the lost ones.
    if (!state.isClosing) books.droppedBytes += msg.payload.droppedBytes;
  } else if (msg.deepgram.final) {
    state.heard = (state.heard + ' ' + msg.payload).trim();
    const { text } = state.sentence;
    if (msg.deepgram.session !== msg.session) books.wrong.push('of another session: ' + msg.payload);
    if (!text.startsWith(state.heard)) books.wrong.push(state.heard + ' instead of ' + text);
    if (state.heard !== text) return;
    books.heard += 1;
    state.isHeard = true;
    if (!state.isClosing) next(msg.session, state);
  }
`;

const BEGIN = `
  const counts = ['given', 'ended', 'heard', 'lost', 'finalized', 'closed', 'cut', 'droppedBytes'];
  flow.set('books', { ...Object.fromEntries(counts.map((name) => [name, 0])), failed: [], wrong: [] });
  flow.set('sessions', new Map());
  flow.set('isOver', false);
`;

const ENDED = `
  flow.get('books').ended += 1;
  flow.get('sessions').get(msg.session).waiting -= 1;
  if (msg.action === 'close') return { topic: 'ended', session: msg.session };
`;

const FAILED = `
  flow.get('books').ended += 1;
  flow.get('sessions').get(msg.session).waiting -= 1;
  flow.get('books').failed.push(msg.error.message);
`;

const REPORT = `
  const open = [...flow.get('sessions').values()].filter(({ isGone }) => !isGone).map(({ sentence, heard }) => sentence.text + ': ' + heard);
  return { payload: { ...flow.get('books'), open } };
`;

/** The flow: takes a `Script` at its source `go`, ends behind a message at `stop`, reports to `reports` then and at `ask`. */
export function microphones(url: string, stream: object): FlowNode[] {
  const code = (id: string, func: string, wires: string[][], initialize = ''): FlowNode => ({
    ...onTab(id, 'function'),
    ...{ func, outputs: wires.length, wires, initialize, finalize: '', libs: [], noerr: 0, timeout: 0 },
  });
  return [
    { id: 'tab', type: 'tab', label: 'soak' },
    { id: 'account', type: 'deepgram-config', url, auth: 'key', credentials: { apiKey: 'emulator-key' } },
    { ...onTab('go', 'test-source'), wires: [['microphones']] },
    code('microphones', MICROPHONES, [['stream'], ['report']], BEGIN),
    {
      ...{ ...onTab('stream', 'deepgram-transcribe-stream'), account: 'account' },
      ...{ wires: [['microphones'], ['microphones']], session: 'session', sessionType: 'msg' },
      ...stream,
    },
    { ...onTab('complete', 'complete'), scope: ['stream'], wires: [['ended']] },
    code('ended', ENDED, [['microphones']]),
    { ...onTab('catch', 'catch'), scope: ['stream'], wires: [['failed']] },
    code('failed', FAILED, []),
    { ...onTab('stop', 'test-source'), wires: [['over']] },
    code('over', `flow.set('isOver', true);`, []),
    { ...onTab('ask', 'test-source'), wires: [['report']] },
    code('report', REPORT, [['reports']]),
    onTab('reports', 'test-sink'),
  ];
}
