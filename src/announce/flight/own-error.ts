import { DeepgramError } from '../../client/errors.js';

/** An error for one of several who meet the same failure: nodes write their words into it. */
export function ownError(error: unknown): unknown {
  if (!(error instanceof DeepgramError)) return error;
  const { code, reason, values, cause, remark } = error;
  const own = new DeepgramError(code, reason, values, cause);
  if (remark !== undefined) own.remark = remark;
  return own;
}
