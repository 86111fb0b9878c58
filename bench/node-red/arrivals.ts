import type { Message } from '../../src/node-red/runtime.js';
import { sizeOf } from '../size-of.js';

/** How many results have come to a `bench-look` node of this process. */
export let arrivals = 0;

/** Counts a result, once it has been looked at. */
export function look({ payload }: Message): void {
  if (sizeOf(payload) > 0) arrivals += 1;
}
