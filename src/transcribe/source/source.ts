import type { Upload } from '../../client/upload.js';

/** Audio that is about to be sent. */
export interface Source {
  /** Its first bytes, by which its format is recognised. */
  readonly begin: Uint8Array;
  readonly upload: Upload;
  /** Gives free what it holds. */
  end(): void;
}

/** How long audio is waited for that is still to come. */
export interface Waiting {
  /** Ends the waiting for its beginning. */
  readonly signal: AbortSignal;
  /** ms that each piece of it may take; left out where whoever brings it sees to that. */
  readonly patience?: number;
}
