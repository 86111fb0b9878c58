/** What the bytes of some audio are. */
export interface AudioFormat {
  readonly encoding: 'linear16' | 'mulaw' | 'alaw' | 'mp3' | 'opus' | 'flac' | 'aac';
  /** `wav`, `ogg`, `none` (raw samples); absent where the encoding has no choice (mp3, flac, aac). */
  readonly container?: string;
  /** Hz; absent where it is not known beforehand. */
  readonly sampleRate?: number;
  /** bit/s, for the encodings that have one. */
  readonly bitRate?: number;
}

/** The file name extension that players expect, without the dot. */
export function extensionOf({ encoding, container }: AudioFormat): string {
  if (container === 'wav') return 'wav';
  const raw: Partial<Record<AudioFormat['encoding'], string>> = {
    linear16: 'pcm',
    mulaw: 'ulaw',
    opus: 'ogg',
  };
  return raw[encoding] ?? encoding;
}

/** Bytes of one sample; 1 for everything but linear16, where any byte may start a piece. */
export function sampleBytes({ encoding }: AudioFormat): number {
  return encoding === 'linear16' ? 2 : 1;
}
