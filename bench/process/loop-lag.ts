import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

/** How often it looks, ms. */
const RESOLUTION_MS = 1;

/** Watches how late the event loop is. That costs a little. @returns a function that tells the worst since then, ms */
export function watchLoop(): () => Promise<number> {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  return async () => {
    // What the work's last turn held up is seen in the next.
    await delay(2 * RESOLUTION_MS);
    delays.disable();
    // What it tells are the times from look to look.
    return Math.max(0, delays.max / 1e6 - RESOLUTION_MS);
  };
}
