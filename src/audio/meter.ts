/** Tells what audio is from the bytes that pass. */
export interface Meter {
  /** @param chunk - The next bytes; they may be cut anywhere. */
  add(chunk: Buffer): void;
  /** Seconds of audio so far; undefined where the bytes do not tell. */
  seconds(): number | undefined;
  /** Hz; undefined where the bytes do not tell (yet). */
  sampleRate(): number | undefined;
}
