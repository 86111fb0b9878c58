import type { DeepgramError } from '../client/errors.js';

/** Reasons that the status tells by words of their own: those of their code would leave a person looking. */
const OWN: Readonly<Record<string, string>> = {
  accountMissing: 'noAccount',
  keyMissing: 'noKey',
  keyMissingElsewhere: 'noKey',
  pathTaken: 'pathTaken',
};

/** The key below `status` of what a node shows of a failure. */
export function statusKey({ code, reason }: DeepgramError): string {
  return OWN[reason] ?? code;
}
