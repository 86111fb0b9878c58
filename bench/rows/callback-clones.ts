import { type BodyKind, PATH } from '../delivery.js';
import { receive } from '../receive.js';
import type { Row } from '../row.js';

const DELIVERIES = 20;

const goal = { name: 'P20', wanted: 'atMost' } as const;

export const rows: Row[] = [
  {
    name: 'callback-clones',
    // The last one shows that clones would be seen.
    peers: ['callback-in', 'callback-jobs', 'callback-http-in-fork'],
    figures: {
      messages: { title: 'Messages sent per delivery', digits: 2 },
      clones: { title: 'Deep clones per delivery', digits: 2 },
    },
    goals: ['callback-in', 'callback-jobs'].flatMap((peer) => [
      { ...goal, figure: 'messages', peer, must: 1 },
      { ...goal, figure: 'clones', peer, must: 0 },
    ]),
    async sample(name, { startPeer, sender }) {
      const peer = await startPeer(name);
      await peer.watchSends();
      let messages = 0;
      let clones = 0;
      const isJob = name === 'callback-jobs';
      const bodies: BodyKind[] = isJob ? ['audio'] : ['audio', 'transcript'];
      for (const body of bodies) {
        const tokens = isJob ? await peer.submitJobs(DELIVERIES) : undefined;
        const load = { paths: [PATH], body, connections: 4, count: DELIVERIES };
        const received = await receive(peer, sender, { ...load, ...(tokens && { tokens }) });
        messages += received.messages;
        clones += received.clones;
      }
      await peer.end();
      const all = bodies.length * DELIVERIES;
      return { messages: messages / all, clones: clones / all };
    },
  },
];
