/** Writes into audio when it is sent. The clock is the machine's: all processes read the same. */
export function stamp(audio: Buffer): void {
  audio.writeBigInt64LE(process.hrtime.bigint());
}

/** ms since it was sent. */
export function msSince(audio: Buffer): number {
  return msFrom(audio.readBigInt64LE());
}

/** The same for texts: what is to be their first word. */
export function stampWord(): string {
  return String(process.hrtime.bigint());
}

/** ms since the text was sent. */
export function msSinceWord(text: string): number {
  return msFrom(BigInt(text.slice(0, text.indexOf(' '))));
}

function msFrom(time: bigint): number {
  return Number(process.hrtime.bigint() - time) / 1e6;
}
