import { PATH, SECOND_PATH } from '../delivery.js';
import type { Row } from '../row.js';

export const rows: Row[] = [
  {
    name: 'callback-ack',
    peers: ['callback-slow-flow'],
    figures: {
      waiting: { title: 'ms to the 200 of a flow that waits 30 s, p99', digits: 2 },
      none: { title: 'ms to the 200 without a flow, p99', digits: 2 },
      ratio: { title: 'p99 of the 200 with a flow that waits 30 s / with none', digits: 2 },
    },
    goals: [
      { name: 'P18', figure: 'ratio', peer: 'callback-slow-flow', wanted: 'atMost', must: 1.2, aim: 1.05 },
    ],
    // One delivery at a time, as they come from Deepgram, and each by chance to one of the two: so that none waits
    // behind one of the other's, and both meet the same collections of garbage, which are what p99 shows.
    async sample(name, { startPeer, sender, seconds }) {
      const peer = await startPeer(name);
      const load = { origin: peer.origin, paths: [PATH, SECOND_PATH], connections: 1 } as const;
      await sender.send({ ...load, body: 'shortTranscript', seconds: 0.4 * seconds });
      const { p99Ms } = await sender.send({ ...load, body: 'shortTranscript', seconds: 1.5 * seconds });
      await peer.end();
      const [waiting = Number.NaN, none = Number.NaN] = load.paths.map((path) => p99Ms[path]);
      return { waiting, none, ratio: waiting / none };
    },
  },
];
