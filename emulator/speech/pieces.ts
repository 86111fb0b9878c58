/** Odd lengths among them, so that a sample may lie across two pieces, as Deepgram's chunks may have it. */
const LENGTHS = [509, 1024, 4093, 2048, 8191, 3333];

/** Cuts bytes into pieces of these lengths, in turn; only the last one is shorter. */
export async function* inPieces(
  bytes: AsyncIterable<Buffer>,
  lengths: readonly number[] = LENGTHS,
): AsyncGenerator<Buffer> {
  let waiting: Buffer = Buffer.alloc(0);
  let turn = 0;
  for await (const more of bytes) {
    waiting = waiting.length === 0 ? more : Buffer.concat([waiting, more]);
    for (;;) {
      const length = lengths[turn % lengths.length] ?? 1024;
      if (waiting.length < length) break;
      yield waiting.subarray(0, length);
      waiting = waiting.subarray(length);
      turn += 1;
    }
  }
  if (waiting.length > 0) yield waiting;
}
