import type { FaultQueue } from '../faults/queue.js';
import type { TranscriptionModel } from '../listen/model.js';
import type { Line } from '../socket/line.js';
import type { CallbackMeans } from './callback-means.js';
import type { ListenFault } from './fault.js';
import type { LiveCallback } from './live-callback.js';
import type { ListenStreamOptions } from './options.js';
import type { LiveQuery } from './v1-query.js';

/** What a socket of `/v1/listen` was opened with. */
export interface OpenedLive {
  readonly line: Line;
  readonly query: LiveQuery;
  readonly model: TranscriptionModel;
  readonly callback: LiveCallback | undefined;
  readonly options: ListenStreamOptions;
  readonly faults: FaultQueue<ListenFault>;
  readonly means: CallbackMeans;
}
