import type { Clock } from '../../src/client/clock.js';

/** A clock that a test turns. */
export function createFakeClock(start = 1_000_000) {
  let time = start;
  const alarms = new Set<{ time: number; wake: () => void }>();
  const clock: Clock = {
    now: () => time,
    wakeAt(at, wake) {
      const alarm = { time: at, wake };
      alarms.add(alarm);
      return () => alarms.delete(alarm);
    },
  };
  return {
    clock,
    alarms: () => alarms.size,
    /** Turns it on, and wakes who is to be woken on the way, in the order of time. */
    turn(ms: number): void {
      const end = time + ms;
      for (;;) {
        const [next] = [...alarms]
          .filter((alarm) => alarm.time <= end)
          .sort((one, other) => one.time - other.time);
        if (!next) break;
        alarms.delete(next);
        time = Math.max(time, next.time);
        next.wake();
      }
      time = end;
    },
  };
}
