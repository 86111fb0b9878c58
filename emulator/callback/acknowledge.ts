import { type Answer, jsonAnswer } from '../answer.js';
import type { Account, Received } from '../received.js';
import type { Parcel } from './accepted.js';
import type { CallbackAddress } from './address.js';

/** Takes the delivery on and answers `{request_id}`, which is all that Deepgram says to such a request. */
export async function acknowledge(
  request: Received,
  account: Account,
  { url, method }: CallbackAddress,
  parcel: Parcel,
): Promise<Answer> {
  const { requestId, path, over } = request;
  await account.accept({ requestId, path, callback: url, method, ...parcel }, over);
  return jsonAnswer(200, { request_id: requestId }, { 'dg-request-id': requestId });
}
