import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';

/** What was published. */
export interface Published {
  readonly topic: string;
  readonly payload: string;
  readonly retained: boolean;
}

/** An MQTT broker that nobody else listens to. */
export interface Broker {
  readonly port: number;
  /** The first message. */
  readonly published: Promise<Published>;
  close(): void;
}

/** Types of packets, the upper half of their first byte (MQTT 3.1.1, 2.2.1). */
const CONNECT = 1;
const PUBLISH = 3;
const CONNECTED = Buffer.from([0x20, 2, 0, 0]);

export async function openBroker(): Promise<Broker> {
  const server = createServer();
  const sockets = new Set<Socket>();
  const published = new Promise<Published>((resolve) => {
    server.on('connection', (socket) => {
      sockets.add(socket);
      let rest = Buffer.alloc(0);
      socket.on('data', (chunk) => {
        rest = Buffer.concat([rest, chunk]);
        for (let packet = take(rest); packet; packet = take(rest)) {
          rest = rest.subarray(packet.length);
          if (packet.type === CONNECT) socket.write(CONNECTED);
          if (packet.type === PUBLISH) resolve(read(packet));
        }
      });
      socket.on('error', () => socket.destroy());
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    published,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

interface Packet {
  readonly type: number;
  readonly flags: number;
  readonly body: Buffer;
  /** Of the whole packet. */
  readonly length: number;
}

/** The first packet, if all of it has come. Its length is written in groups of 7 bits (2.2.3). */
function take(bytes: Buffer): Packet | undefined {
  let size = 0;
  let at = 1;
  for (let more = true; more; at += 1) {
    const byte = bytes[at];
    if (byte === undefined) return undefined;
    size += (byte & 0x7f) << (7 * (at - 1));
    more = byte > 0x7f;
  }
  if (bytes.length < at + size) return undefined;
  const first = bytes.readUInt8(0);
  return { type: first >> 4, flags: first & 0x0f, body: bytes.subarray(at, at + size), length: at + size };
}

/** With QoS 0, there is nothing between topic and payload (3.3.2). */
function read({ flags, body }: Packet): Published {
  const end = 2 + body.readUInt16BE(0);
  return {
    topic: body.toString('utf8', 2, end),
    payload: body.toString('utf8', end),
    retained: (flags & 1) === 1,
  };
}
