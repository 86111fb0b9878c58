import { generate } from 'selfsigned';

/** What is wrong with a certificate. */
export interface CertificateFaults {
  /** Another name than 127.0.0.1 and localhost. */
  name?: string;
  /** It was valid until then. */
  notAfter?: Date;
}

/** A certificate for 127.0.0.1 and localhost that nobody has signed but itself; PEM. */
export async function selfSigned({ name, notAfter }: CertificateFaults = {}): Promise<{
  key: string;
  cert: string;
}> {
  const here = [
    { type: 2 as const, value: 'localhost' },
    { type: 7 as const, ip: '127.0.0.1' },
  ];
  const { private: key, cert } = await generate([{ name: 'commonName', value: name ?? 'localhost' }], {
    keySize: 2048,
    ...(notAfter && { notBeforeDate: new Date(0), notAfterDate: notAfter }),
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: name ? [{ type: 2, value: name }] : here },
    ],
  });
  return { key, cert };
}
