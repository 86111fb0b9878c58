import type { Deliveries } from '../delivery.js';
import { send } from './send.js';

// The sender of all deliveries, in a process of its own so that its CPU is no receiver's.

process.on('message', (deliveries: Deliveries) => {
  send(deliveries).then(
    (sent) => process.send?.({ sent }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.on('disconnect', () => process.exit());
