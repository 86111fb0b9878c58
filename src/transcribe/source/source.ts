import type { Upload } from '../../client/upload.js';

/** Audio that is about to be sent. */
export interface Source {
  /** Its first bytes, by which its format is recognised. */
  readonly begin: Uint8Array;
  readonly upload: Upload;
  /** Gives free what it holds. */
  end(): void;
}
