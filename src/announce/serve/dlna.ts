import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';

/**
 * What a renderer may do with the audio: seek by bytes (`OP=01`), get it as it was made (`CI=0`), and take it as a
 * stream, in the background, with pauses, by DLNA 1.5 (the flags, 32 digits of which the first eight mean
 * something). A profile (`PN`) is left out: those of MP3 and AAC name sample rates that announcements don't have.
 */
const FEATURES = `DLNA.ORG_OP=01;DLNA.ORG_CI=0;DLNA.ORG_FLAGS=01700000${'0'.repeat(24)}`;

/** What DLNA renderers ask to be told, where they ask. */
export function dlnaHeaders(asked: IncomingHttpHeaders): OutgoingHttpHeaders {
  const wantsFeatures = 'getcontentfeatures.dlna.org' in asked;
  const wantsMode = 'transfermode.dlna.org' in asked;
  return {
    ...(wantsFeatures && { 'contentFeatures.dlna.org': FEATURES }),
    ...((wantsFeatures || wantsMode) && { 'transferMode.dlna.org': 'Streaming' }),
  };
}
