/** Bytes of a seal. */
export const SEAL_BYTES = 32;

/**
 * Puts the key of some audio behind it. So no two keys share a content, whose removal would take both; and audio that
 * a damaged index would give to other words is known not to be theirs.
 *
 * @param key - 64 hexadecimal digits
 */
export function seal(key: string, audio: Buffer): Buffer {
  return Buffer.concat([audio, Buffer.from(key, 'hex')]);
}

/** The audio of a content, which shares its memory; undefined where it is not that of the key. */
export function unseal(key: string, content: Buffer): Buffer | undefined {
  const isMine = content.length > SEAL_BYTES && content.subarray(-SEAL_BYTES).toString('hex') === key;
  return isMine ? content.subarray(0, -SEAL_BYTES) : undefined;
}
