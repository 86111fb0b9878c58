import { createHash } from 'node:crypto';

/** A UUID that is always the same for a model's name, and not Deepgram's. */
export function modelUuid(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
}
