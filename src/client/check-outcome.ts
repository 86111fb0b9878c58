/** What can come of looking whether an account can be used. */
export const OUTCOMES = [
  /** The key is accepted; or the server wants none, where none was sent. */
  'valid',
  'wrongKey',
  /** No key was sent, and the server wants one. */
  'keyWanted',
  'noPermission',
  'noCredit',
  /** It asks to slow down: nothing is known of the key. */
  'busy',
  /** It fails: nothing is known of the key. */
  'serverFailed',
  /** It refuses something else than the key or what is asked for: nothing is known of the key. */
  'undecided',
  /** The name of the host is not known. */
  'hostUnknown',
  'notReached',
  /** It was reached by https, and has ended the connection without an answer: it may want a client certificate. */
  'endedEarly',
  'timedOut',
  'certificateSelfSigned',
  'certificateExpired',
  'certificateNotYet',
  'certificateOtherName',
  'certificateUnknownAuthority',
  /** The server speaks no TLS, http say. */
  'noTls',
  'tlsFailed',
  'proxyNotReached',
  'proxyRefused',
  /** Something answers, but not Deepgram. */
  'notDeepgram',
  /** The settings can't be right: `reason` says why. */
  'settings',
] as const;

export type CheckOutcome = (typeof OUTCOMES)[number];

/** What a check tells. Nothing of it is secret. */
export interface CheckResult {
  readonly outcome: CheckOutcome;
  /** For `settings`: a key of the locale catalogs' `errors`. */
  readonly reason?: string;
  /** What the sentence about it may need. */
  readonly detail: {
    readonly host?: string;
    /** Of an environment variable. */
    readonly name?: string;
    readonly proxy?: string;
    readonly status?: number;
    /** The system's name for what failed. */
    readonly errno?: string;
    /** What the server said, in its own words. */
    readonly said?: string;
    readonly seconds?: number;
  };
}
