import { once } from 'node:events';
import type { Node } from '../../src/node-red/runtime.js';
import type { Conversation, Talker } from '../peer.js';
import { FLUSH, SPEAK, speakSocket } from '../utterance.js';
import { converse } from './conversations.js';
import { onTab } from './flow.js';
import { theRed } from './red.js';
import { SINK, startTalking } from './talking-flow.js';
import type { FlowNode } from './user-dir.js';

/** A websocket-client node at work. */
type Client = Node & { readonly server: { readonly readyState: number } };

const OPEN = 1;

/**
 * Core's nodes as users wire them: websocket out; websocket in, a change node that says whose audio it is, and a
 * function node that tells audio from messages. Each socket is a configuration node that connects when the flow starts
 * and keeps its connection, so that conversations take them by turns.
 *
 * @param sockets - the most conversations at the same time
 */
export async function openWebsocketClients(url: string, sockets: number): Promise<Talker> {
  const free = Array.from({ length: sockets }, (_, place) => place + 1);
  await startTalking({
    nodes: [
      ...free.flatMap((number) => socketNodes(url, number)),
      onTab(
        {
          id: 'tell',
          type: 'function',
          func: `
            if (Buffer.isBuffer(msg.payload)) return msg;
            msg.payload = JSON.parse(msg.payload);
            if (msg.payload.type !== 'Flushed') return null;
            msg.complete = true;
            return msg;`,
          outputs: 1,
          timeout: 0,
          noerr: 0,
        },
        SINK,
      ),
    ],
  });
  return {
    async open(): Promise<Conversation> {
      const number = free.shift();
      if (number === undefined) throw new Error('All sockets talk already.');
      const client = theRed().nodes.getNode(`client-${number}`) as Client;
      if (client.server.readyState !== OPEN) await once(client, 'opened');
      return {
        ...converse(number, `source-${number}`, () => [
          { payload: JSON.stringify(SPEAK) },
          { payload: JSON.stringify(FLUSH) },
        ]),
        async close() {
          free.push(number);
        },
      };
    },
  };
}

function socketNodes(base: string, number: number): FlowNode[] {
  const [client, out, change] = [`client-${number}`, `out-${number}`, `change-${number}`];
  const { url, headers } = speakSocket(base);
  return [
    {
      id: client,
      type: 'websocket-client',
      path: url,
      wholemsg: 'false',
      hb: '0',
      subprotocol: '',
      headers: Object.entries(headers).map(([keyValue, valueValue]) => {
        return { keyType: 'other', keyValue, valueType: 'other', valueValue };
      }),
    },
    onTab({ id: `source-${number}`, type: 'bench-source' }, out),
    onTab({ id: out, type: 'websocket out', server: '', client }),
    onTab({ id: `in-${number}`, type: 'websocket in', server: '', client }, change),
    onTab(
      {
        id: change,
        type: 'change',
        rules: [{ t: 'set', p: 'bench', pt: 'msg', to: String(number), tot: 'num' }],
      },
      'tell',
    ),
  ];
}
