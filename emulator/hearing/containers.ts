import { adtsFrameLength, mpegFrameLength } from './frame-length.js';

/** Files are told by their first bytes, never by their Content-Type, which many clients get wrong. */
interface Container {
  /** ffmpeg's name. */
  readonly demuxer: string;
  readonly fits: (head: Buffer) => boolean;
}

const starts =
  (text: string, at = 0) =>
  (head: Buffer): boolean =>
    head.toString('latin1', at, at + text.length) === text;

const containers: readonly Container[] = [
  { demuxer: 'wav', fits: (head) => starts('RIFF')(head) && starts('WAVE', 8)(head) },
  { demuxer: 'w64', fits: starts('riff\x2e\x91\xcf\x11') },
  { demuxer: 'flac', fits: starts('fLaC') },
  { demuxer: 'ogg', fits: starts('OggS') },
  { demuxer: 'mov', fits: starts('ftyp', 4) },
  { demuxer: 'matroska', fits: starts('\x1a\x45\xdf\xa3') },
  { demuxer: 'amr', fits: starts('#!AMR') },
  { demuxer: 'aiff', fits: (head) => starts('FORM')(head) && starts('AIF', 8)(head) },
  { demuxer: 'caf', fits: starts('caff') },
  { demuxer: 'au', fits: starts('.snd') },
  { demuxer: 'asf', fits: starts('\x30\x26\xb2\x75\x8e\x66\xcf\x11') },
  { demuxer: 'aac', fits: (head) => follow(head, 0, adtsFrameLength) },
  { demuxer: 'mp3', fits: (head) => starts('ID3')(head) || follow(head, 0, mpegFrameLength) },
];

/** How many of a file's first bytes are looked at: the two longest MPEG frames. */
export const HEAD_BYTES = 4096;

/**
 * ffmpeg's name of the container that a file is in; `undefined` for what is none. Deepgram knows more than a
 * hundred formats; the usual ones are here.
 */
export function demuxerOf(head: Buffer): string | undefined {
  return containers.find(({ fits }) => fits(head))?.demuxer;
}

/** Two frames in a row, or one that is all there is: anything may look like one by chance. */
function follow(
  head: Buffer,
  at: number,
  lengthAt: (head: Buffer, at: number) => number | undefined,
): boolean {
  const length = lengthAt(head, at);
  if (length === undefined) return false;
  if (at + length + 4 > head.length) return head.length < HEAD_BYTES;
  return lengthAt(head, at + length) !== undefined;
}
