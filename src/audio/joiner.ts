/** Makes one stream of several pieces of audio; all methods return what can leave by now, never an empty chunk. */
export interface Joiner {
  /** The next bytes of the current piece. */
  add(chunk: Buffer): Buffer[];
  /** The current piece is complete; a further one may follow. */
  endPiece(): Buffer[];
  /** No piece follows. */
  end(): Buffer[];
}
