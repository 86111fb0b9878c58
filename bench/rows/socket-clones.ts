import type { Row } from '../row.js';
import { bytesOf, SENTENCE, TURNS } from '../turn.js';

const SESSIONS = 4;

/** What a turn sends beside its audio: its end, and Deepgram's Flushed to the second output. */
const BESIDE = 2;

const goal = { name: 'P20', peer: 'speak-stream' } as const;
const messages = { ...goal, figure: 'messages', must: SENTENCE.frames + BESIDE } as const;

export const rows: Row[] = [
  {
    name: 'socket-clones',
    // The last one shows that clones would be seen.
    peers: ['speak-stream', 'sdk-speak-function'],
    figures: {
      messages: { title: `Messages sent per turn of ${SENTENCE.frames} frames`, digits: 2 },
      clones: { title: `Deep clones per turn of ${SENTENCE.frames} frames`, digits: 2 },
    },
    goals: [
      // Not one more, and not one less.
      { ...messages, wanted: 'atMost' },
      { ...messages, wanted: 'atLeast' },
      { ...goal, figure: 'clones', wanted: 'atMost', must: 0 },
    ],
    async sample(name, { startPeer, server }) {
      await server.speak(SENTENCE);
      const peer = await startPeer(name);
      const load = { count: SESSIONS, concurrency: SESSIONS, bytes: bytesOf(SENTENCE) };
      await peer.connect({ ...load, turns: 1 });
      await peer.watchSends();
      const turns = TURNS - 1;
      await peer.talk({ ...load, turns });
      const { messages, clones } = await peer.tally();
      await peer.end();
      return { messages: messages / (SESSIONS * turns), clones: clones / (SESSIONS * turns) };
    },
  },
];
