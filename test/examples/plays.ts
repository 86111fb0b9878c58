import assert from 'node:assert/strict';
import { decode } from '../helpers/ffmpeg.js';

/** Audio that a player takes without a complaint, half a second of it at least. */
export async function assertPlays(audio: unknown, extension: string): Promise<void> {
  assert.ok(Buffer.isBuffer(audio));
  const { samples, complaints } = await decode(audio, extension, 8000);
  assert.equal(complaints, '');
  assert.ok(samples.length > 4000);
}
