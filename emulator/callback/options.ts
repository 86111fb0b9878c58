/** How callbacks are made; what is left out is as Deepgram does it, where that is known. */
export interface CallbackOptions {
  /** Any port may be called, not only Deepgram's four. */
  readonly anyPort?: boolean;
  /** How often a delivery that failed is tried again; 10 where it is left out. */
  readonly retries?: number;
  /** From the end of one attempt to the next one, in milliseconds; 30,000 where it is left out. */
  readonly retryEveryMs?: number;
  /** How long one attempt may take, in milliseconds; 30,000 where it is left out. */
  readonly timeoutMs?: number;
  /** Authorities to trust for https instead of the usual ones, in PEM. */
  readonly ca?: string | Buffer;
  /** `false`: any certificate will do for https. */
  readonly rejectUnauthorized?: boolean;
  /** Sends `dg-request-id` along; that Deepgram does so is nowhere documented. */
  readonly requestIdHeader?: boolean;
  /**
   * The API key's *identifier*, sent along as `dg-token`. Deepgram once promised that header, and since
   * 2026-10-27 (changelog) does not support it any more.
   */
  readonly keyId?: string;
}

/** Ten further tries, 30 seconds apart: developers.deepgram.com/docs/tts-callback. */
export const RETRIES = 10;
export const RETRY_EVERY_MS = 30_000;

/** Not published. */
export const TIMEOUT_MS = 30_000;
