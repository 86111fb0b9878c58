/** Where a delivery goes, and what is in its Authorization. */
export interface Target {
  /** Without credentials and fragment. */
  readonly url: URL;
  /** Absent where the address had no credentials. */
  readonly authorization?: string;
}

/** Takes `user:password@` out of an address; percent-encoding in it must be sound. */
export function takeCredentials(address: URL): Target {
  const url = new URL(address);
  url.username = '';
  url.password = '';
  url.hash = '';
  if (address.username === '' && address.password === '') return { url };
  const pair = `${decodeURIComponent(address.username)}:${decodeURIComponent(address.password)}`;
  return { url, authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}
