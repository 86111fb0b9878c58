import type { CallbackMeans, CallbackOutlet } from './callback-means.js';
import { openCallbackSocket } from './callback-socket.js';
import type { Complaint } from './complaint.js';
import type { LiveCallback } from './live-callback.js';
import type { OpenedLive } from './opened-live.js';
import { createOrder } from './order.js';

/** @param complain ends the stream */
export function openCallback(
  opened: OpenedLive,
  means: CallbackMeans,
  callback: LiveCallback,
  complain: (complaint: Complaint) => void,
): CallbackOutlet {
  const { line } = opened;
  if (callback.kind === 'socket') return openCallbackSocket(opened, means, callback.url, complain);
  // One after another: that Deepgram keeps the order is assumed, and that it tries each again as it does for
  // recordings. The stream does not wait for it.
  const order = createOrder(line, true);
  const { url, method } = callback;
  return {
    send: (message) => {
      const owed = { requestId: line.requestId, path: line.path, callback: url, method };
      const parcel = { contentType: 'application/json', content: JSON.stringify(message) };
      order.add(() => means.deliver({ ...owed, ...parcel }));
    },
    close: async () => undefined,
  };
}
