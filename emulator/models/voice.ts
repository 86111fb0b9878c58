export type Gender = 'feminine' | 'masculine';

/** A text-to-speech model. */
export interface Voice {
  /** Its full name, e.g. `aura-2-thalia-en`. */
  readonly model: string;
  /** Its short name, e.g. `thalia`. */
  readonly name: string;
  readonly architecture: 'aura' | 'aura-2' | 'flux-tts';
  /** With its region, e.g. `en-AU`. */
  readonly language: string;
  readonly accent: string;
  readonly gender: Gender;
  readonly age: string;
  /** Still served, but not in the list of models any more. */
  readonly deprecated: boolean;
}
