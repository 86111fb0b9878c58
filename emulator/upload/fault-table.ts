import { interrupted, pause, sliced, untilOver } from '../faults/bodies.js';
import type { MetFault } from '../faults/queue.js';
import type { Wire } from '../wire.js';
import type { UploadFault } from './fault.js';

type Name = UploadFault['kind'];
type Body = AsyncIterable<Buffer>;
type Scene = Pick<MetFault<UploadFault>, 'reach' | 'hold'> & { readonly wire: Wire };
type Behaviour<N extends Name> = (fault: Extract<UploadFault, { kind: N }>, body: Body, scene: Scene) => Body;

/** Thrown out of the body by the fault that refuses it. */
export class RefusedUpload extends Error {
  constructor(readonly status: number) {
    super(`Emulated fault: refused with ${status}.`);
  }
}

/** Every fault by its name: how the body is read. */
const uploadFaultTable: { readonly [N in Name]: Behaviour<N> } = {
  'upload-refused': ({ afterBytes, status = 400 }, body, { reach }) =>
    interrupted(body, afterBytes, async () => {
      reach();
      throw new RefusedUpload(status);
    }),
  'upload-slow': async function* ({ bytes, ms }, body, { reach, wire }) {
    reach();
    for await (const piece of sliced(body, () => bytes)) {
      yield piece;
      await pause(ms, wire.over);
    }
  },
  'upload-stalled': ({ afterBytes }, body, { hold, wire }) =>
    interrupted(body, afterBytes, async () => {
      await Promise.race([hold(), untilOver(wire.over)]);
    }),
  'upload-reset': ({ afterBytes }, body, { reach, wire }) =>
    interrupted(body, afterBytes, async () => {
      reach();
      await wire.reset();
    }),
};

/** The body as a fault lets it come. */
export function readThrough(met: MetFault<UploadFault> | undefined, body: Body, wire: Wire): Body {
  if (met === undefined) return body;
  const { fault, reach, hold } = met;
  return behave(fault, body, { reach, hold, wire });
}

function behave<N extends Name>(fault: Extract<UploadFault, { kind: N }>, body: Body, scene: Scene): Body {
  return uploadFaultTable[fault.kind as N](fault, body, scene);
}
