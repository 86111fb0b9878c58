import { pause } from '../faults/bodies.js';
import type { Accepted } from './accepted.js';
import type { Courier, Shipment } from './courier.js';
import type { CallbackFault } from './fault.js';

/** What a fault has to do its work with. */
export interface CallbackScene extends Courier {
  readonly accepted: Accepted;
  /** Lets the acknowledgement leave, and waits until it has. */
  acknowledged(): Promise<void>;
  /** Says that the fault has come over the delivery, then waits for `release()`. */
  hold(): Promise<void>;
  /** Aborted when the emulator closes. */
  readonly closed: AbortSignal;
}

type Name = CallbackFault['kind'];
type Behaviour<N extends Name> = (
  fault: Extract<CallbackFault, { kind: N }>,
  scene: CallbackScene,
) => Promise<void>;

/** Every fault by its name. */
export const callbackFaultTable: { readonly [N in Name]: Behaviour<N> } = {
  'callback-late': async ({ ms }, scene) => {
    await scene.acknowledged();
    if (ms === undefined) await scene.hold();
    else await pause(ms, scene.closed);
    await scene.deliver(scene.accepted);
  },
  'callback-duplicate': async ({ copies, together = false }, scene) => {
    await scene.acknowledged();
    const all: Promise<void>[] = [];
    for (let copy = 0; copy < copies; copy += 1) {
      const delivered = scene.deliver(scene.accepted);
      all.push(delivered);
      if (!together) await delivered;
    }
    await Promise.all(all);
  },
  'callback-early': async (_, scene) => {
    const arrived = await scene.attempt(scene.accepted);
    await scene.acknowledged();
    if (!arrived) await scene.retry(scene.accepted);
  },
  // How Deepgram reports a failure to a callback is not published; this is its usual error object.
  'callback-error': ({ code = 'EMULATED_FAULT', message = 'Emulated fault.' }, scene) =>
    deliverInstead(scene, {
      contentType: 'application/json',
      content: JSON.stringify({ err_code: code, err_msg: message, request_id: scene.accepted.requestId }),
    }),
  'callback-lost': (_, scene) => scene.acknowledged(),
  'callback-garbage': ({ contentType = 'application/json' }, scene) =>
    deliverInstead(scene, { contentType, content: `{"request_id":"${scene.accepted.requestId}","meta` }),
  'callback-cut': ({ afterBytes, attempts = 1 }, scene) =>
    deliverInstead(scene, { ...scene.accepted, cut: { afterBytes, attempts } }),
};

async function deliverInstead(scene: CallbackScene, shipment: Shipment): Promise<void> {
  await scene.acknowledged();
  await scene.deliver(shipment);
}
