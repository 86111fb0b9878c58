import type { Answer } from '../answer.js';
import type { Wire } from '../wire.js';
import type { RequestFault } from './fault.js';
import type { FaultQueue } from './queue.js';
import { faultTable, type Scene } from './table.js';

type Request = Pick<Scene, 'make' | 'requestId' | 'path'> & { readonly wire: Wire };

/**
 * Answers a request: with the first fault that is for its path, or with Deepgram's own answer. Nothing comes
 * out when the fault has already ended the connection.
 */
export async function answerThrough(
  faults: FaultQueue<RequestFault>,
  scene: Request,
): Promise<Answer | undefined> {
  const met = faults.meet(scene.path);
  if (met === undefined) return scene.make();
  const { fault, reach, hold } = met;
  if (fault.kind !== 'hold') reach();
  return behave(fault, { ...scene, hold });
}

function behave<N extends RequestFault['kind']>(
  fault: Extract<RequestFault, { kind: N }>,
  scene: Scene,
): Promise<Answer | undefined> {
  return faultTable[fault.kind as N](fault, scene);
}
