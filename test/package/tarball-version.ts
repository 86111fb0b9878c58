import { gunzipSync, gzipSync } from 'node:zlib';
import { MANIFEST } from './manifest.js';

/**
 * The package with another version of the same length: all that a header of a tar says of a file stays true.
 *
 * @param tarball - as `npm pack` makes it
 */
export function withVersion(tarball: Buffer, version: string): Buffer {
  const tar = gunzipSync(tarball);
  const line = (number: string) => `"version": "${number}"`;
  const at = tar.indexOf(line(MANIFEST.version));
  if (at < 0 || version.length !== MANIFEST.version.length) throw new Error('this version does not fit in');
  tar.write(line(version), at);
  return gzipSync(tar);
}
