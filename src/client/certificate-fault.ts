/** What is wrong with a certificate, or with what stands in its place. */
type CertificateFault =
  | 'certificateSelfSigned'
  | 'certificateExpired'
  | 'certificateNotYet'
  | 'certificateOtherName'
  | 'certificateUnknownAuthority'
  | 'noTls';

/** OpenSSL's names (openssl.org, X509_verify_cert) and Node's. */
const FAULTS: Readonly<Record<string, CertificateFault>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificateSelfSigned',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificateUnknownAuthority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificateUnknownAuthority',
  UNABLE_TO_GET_ISSUER_CERT: 'certificateUnknownAuthority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificateUnknownAuthority',
  CERT_UNTRUSTED: 'certificateUnknownAuthority',
  CERT_HAS_EXPIRED: 'certificateExpired',
  CERT_NOT_YET_VALID: 'certificateNotYet',
  HOSTNAME_MISMATCH: 'certificateOtherName',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificateOtherName',
  ERR_SSL_WRONG_VERSION_NUMBER: 'noTls',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'noTls',
  EPROTO: 'noTls',
};

/** Which fault the system's name for a failed TLS connection stands for; undefined for others. */
export function certificateFault(errno: string): CertificateFault | undefined {
  return FAULTS[errno];
}
