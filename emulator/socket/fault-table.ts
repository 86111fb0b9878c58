import type { MetFault } from '../faults/queue.js';
import type { RawLine } from './breakable.js';
import type { SocketFault } from './fault.js';

type Name = SocketFault['kind'];
type Behaviour<N extends Name> = (
  fault: Extract<SocketFault, { kind: N }>,
  line: RawLine,
  met: MetFault<SocketFault>,
) => void;

/** Neither JSON nor anything else. */
const BROKEN = '{"type":"Warning","descr';

/** What comes at a moment in the life of an open socket, by its name. */
const socketFaultTable: { readonly [N in Name]: Behaviour<N> } = {
  'socket-refused': () => undefined,
  'socket-cut': (_, line) => line.cut(),
  'socket-reset': (_, line) => line.reset(),
  'socket-close': ({ code = 1011, reason = '' }, line) => line.close(code, reason),
  'socket-half-open': (_, line) => line.fallSilent(),
  'socket-slow-reader': (_, line, met) => void met.hold().then(line.pause()),
  'socket-send': ({ text = BROKEN, base64 }, line) =>
    void line.send(base64 === undefined ? text : Buffer.from(base64, 'base64')),
  'socket-big-frame': ({ bytes }, line) => void line.send(Buffer.alloc(bytes)),
  'socket-ignore-close': (_, line) => line.fallSilent(),
};

/** Lets faults come over a line, one after another. */
export function strike(met: readonly MetFault<SocketFault>[], line: RawLine): void {
  for (const one of met) {
    behave(one.fault, line, one);
    one.reach();
  }
}

function behave<N extends Name>(
  fault: Extract<SocketFault, { kind: N }>,
  line: RawLine,
  met: MetFault<SocketFault>,
): void {
  socketFaultTable[fault.kind as N](fault, line, met);
}
