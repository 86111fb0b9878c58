import type { Emulator, RecordedSocket, RecordedSpeech } from '../../emulator/server.js';
import type { FlowNode, NodeRed, Received } from './node-red.js';
import { onTab } from './speak-flow.js';

/** What to set otherwise than a newcomer's flow has it. */
export interface SpeakStreamFlowOptions {
  url: string;
  key?: string | undefined;
  account?: Record<string, unknown>;
  stream?: Record<string, unknown>;
  more?: FlowNode[];
}

/**
 * A tab in which a test takes part: `in` → `stream` → `out` and `events`, with everything that `stream` tells
 * Catch, Complete and Status nodes at `caught`, `completed` and `status`. Each message is spoken at once, unless
 * told otherwise.
 */
export function speakStreamFlow({
  url,
  key = 'emulator-key',
  account,
  stream,
  more = [],
}: SpeakStreamFlowOptions): FlowNode[] {
  return [
    { id: 'tab', type: 'tab', label: 'test' },
    { id: 'account', type: 'deepgram-config', url, auth: 'key', credentials: { apiKey: key }, ...account },
    { ...onTab('in', 'test-source'), wires: [['stream']] },
    {
      ...{ ...onTab('stream', 'deepgram-speak-stream'), account: 'account', wires: [['out'], ['events']] },
      ...{ flush: 'message', ...stream },
    },
    { ...onTab('catch', 'catch'), scope: ['stream'], wires: [['caught']] },
    { ...onTab('complete', 'complete'), scope: ['stream'], wires: [['completed']] },
    { ...onTab('statuses', 'status'), scope: ['stream'], wires: [['status']] },
    ...['out', 'events', 'caught', 'completed', 'status'].map((id) => onTab(id, 'test-sink')),
    ...more,
  ];
}

/** `msg.parts` of a piece of audio. */
export interface PieceParts {
  id: string;
  index: number;
  type: string;
  ch: string;
  property: string;
  count?: number;
  parts?: unknown;
}

/** An utterance, as it came out of the node. */
export interface HeardUtterance {
  readonly id: string;
  readonly pieces: readonly Received[];
  readonly audio: Buffer;
  /** The piece that has `complete`; absent while it goes on, and where it failed. */
  readonly last?: Received;
}

/** The utterances that messages are the pieces of, in the order they began. */
export function utterancesIn(messages: readonly Received[]): HeardUtterance[] {
  const ids = [...new Set(messages.map((message) => partsOf(message).id))];
  return ids.map((id) => {
    const pieces = messages.filter((message) => partsOf(message).id === id);
    const last = pieces.find(({ complete }) => complete === true);
    return { id, pieces, audio: audioOf(pieces), ...(last && { last }) };
  });
}

export const partsOf = ({ parts }: Received) => parts as PieceParts;

export const audioOf = (messages: readonly Received[]) =>
  Buffer.concat(messages.map(({ payload }) => payload as Buffer));

/** What an emulator is asked for from now on. */
export interface Asked {
  readonly sockets: readonly RecordedSocket[];
  readonly speeches: readonly RecordedSpeech[];
  /** The texts that were spoken, without the white space around them. */
  readonly texts: readonly string[];
}

/** Begins to note what an emulator is asked for. */
export function noteAsked(emulator: Emulator): Asked {
  const { length } = emulator.sockets;
  return {
    get sockets() {
      return emulator.sockets.slice(length);
    },
    get speeches() {
      return this.sockets.flatMap(({ speeches }) => speeches);
    },
    get texts() {
      return this.speeches.map(({ text }) => text.trim());
    },
  };
}

/** Waits until so many messages have ended since the last deploy. @returns the errors of those that failed */
export async function untilEnded(nodeRed: NodeRed, count: number): Promise<Failure[]> {
  await nodeRed.untilTrue(
    () => nodeRed.received('completed').length + nodeRed.received('caught').length >= count,
  );
  return nodeRed.received('caught').map(({ error }) => error as Failure);
}

/** How a message failed. */
export interface Failure {
  code: string;
  message: string;
  cause: Record<string, unknown>;
}

/** Waits until an event has come so many times. @returns those that came */
export async function untilEvent(nodeRed: NodeRed, topic: string, count = 1): Promise<Received[]> {
  const those = () => nodeRed.received('events').filter((message) => message.topic === topic);
  await nodeRed.untilTrue(() => those().length >= count);
  return those();
}

/** The topics on output 2 so far. */
export const topicsOf = (nodeRed: NodeRed) => nodeRed.received('events').map(({ topic }) => topic);

/** What stood below the node so far, `blue dot speaking` say; empty where nothing did. */
export const statusesOf = (nodeRed: NodeRed) =>
  nodeRed.received('status').map(({ status }) => {
    const { fill = '', shape = '', text = '' } = status as Record<string, string>;
    return `${fill} ${shape} ${text}`.trim();
  });

/** Waits until something stands below the node. */
export function untilStatusIs(nodeRed: NodeRed, wanted: RegExp): Promise<void> {
  return nodeRed.untilTrue(() => statusesOf(nodeRed).some((status) => wanted.test(status)));
}

/** How loud 16-bit samples are, from 0 to 1. */
export function loudnessOf(samples: Buffer): number {
  let sum = 0;
  for (let at = 0; at + 1 < samples.length; at += 2) sum += (samples.readInt16LE(at) / 32768) ** 2;
  return Math.sqrt(sum / Math.max(1, samples.length / 2));
}
