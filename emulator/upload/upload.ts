/** A large body, kept in a file. */
export interface Upload {
  /** Where it is. */
  readonly file: string;
  readonly bytes: number;
  /** Of the bytes, in hexadecimal. */
  readonly sha256: string;
  /** Makes it one's own: `remove` of this one does nothing any more. */
  claim(): Promise<Upload>;
  /** Deletes the file. */
  remove(): Promise<void>;
}

/** Deepgram's limit is "2 GB"; whether that is 2·10⁹ or 2³¹ is not published. */
export const UPLOAD_LIMIT = 2_000_000_000;
