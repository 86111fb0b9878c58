/** Writes into audio when it is sent. The clock is the machine's: all processes read the same. */
export function stamp(audio: Buffer): void {
  audio.writeBigInt64LE(process.hrtime.bigint());
}

/** ms since it was sent. */
export function msSince(audio: Buffer): number {
  return Number(process.hrtime.bigint() - audio.readBigInt64LE()) / 1e6;
}
