/** The W3C's parser of WebVTT, which complains of what is not as the standard demands. */
declare module 'webvtt-parser' {
  /** Times are in seconds. */
  interface Cue {
    readonly startTime: number;
    readonly endTime: number;
    readonly text: string;
  }

  export class WebVTTParser {
    parse(
      file: string,
      mode: 'metadata' | 'captions',
    ): { readonly cues: readonly Cue[]; readonly errors: readonly { readonly message: string }[] };
  }
}
