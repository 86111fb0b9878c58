/** What is used of the eSpeak NG speech synthesizer (github.com/echogarden-project/espeak-ng-emscripten). */
declare module '@echogarden/espeak-ng-emscripten' {
  interface Synthesizer {
    /** Words a minute, 80 to 450; 175 is usual. */
    set_rate(rate: number): void;
    /** 0 to 99; 50 is usual. */
    set_pitch(pitch: number): void;
    /** How much the pitch moves, 0 (monotone) to 99; 50 is usual. */
    set_range(range: number): void;
    /** A language with an optional variant, e.g. `en-us+f3`. Returns 0, or 2 for an unknown one. */
    set_voice(name: string): number;
    /** Calls back with mono 16 bit samples at 22,050 Hz until the text is spoken; `true` ends it early. */
    synthesize(text: string, onSamples: (samples: Int16Array | null) => boolean): void;
  }
  interface Module {
    eSpeakNGWorker: new () => Synthesizer;
  }
  export default function load(): Promise<Module>;
}
