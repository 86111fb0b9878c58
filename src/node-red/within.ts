import { DeepgramError } from '../client/errors.js';
import { openScope } from '../client/scope.js';

/** The longest that a timer of Node.js takes; a longer one would fire at once. */
const TIMER_LIMIT_MS = 2 ** 31 - 1;

/**
 * Does something for as long as it is wanted.
 *
 * @param seconds - undefined: for ever
 * @param work - may tell that it is in time, and take as long as it likes from then on; when it fails, what it
 *   has left is aborted
 * @throws DeepgramError TIMEOUT when the time is over; what is going on is aborted then
 */
export async function within<T>(
  seconds: number | undefined,
  signal: AbortSignal,
  work: (signal: AbortSignal, inTime: () => void) => Promise<T>,
): Promise<T> {
  if (seconds === undefined) return work(signal, () => undefined);
  const scope = openScope(signal);
  const timer = setTimeout(
    () => scope.abort(new DeepgramError('TIMEOUT', 'withinPassed', { seconds })),
    Math.min(seconds * 1000, TIMER_LIMIT_MS),
  );
  try {
    return await work(scope.signal, () => clearTimeout(timer));
  } catch (error) {
    scope.abort(error);
    throw error;
  } finally {
    clearTimeout(timer);
    scope.leave();
  }
}
