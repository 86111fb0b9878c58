import type { Job } from '../callback/job.js';
import { restoreMessage } from '../callback/keep-message.js';
import type { Message } from './runtime.js';

/** The original message of a job; an empty one where it is not kept any more. */
export function restore(job: Job | undefined): Message {
  try {
    return job?.state === 'open' ? restoreMessage(job.message) : {};
  } catch {
    // Somebody has damaged it in its store.
    return {};
  }
}
