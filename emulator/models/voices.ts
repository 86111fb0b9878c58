import { catalogue } from './voice-catalogue.js';

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

const prefixes = { aura: 'aura', 'aura-2': 'aura-2', 'flux-tts': 'flux' } as const;

/** Every voice there is. */
export const voices: readonly Voice[] = catalogue.flatMap(({ names, deprecated = false, ...row }) =>
  names.split(' ').map((name) => {
    const model = `${prefixes[row.architecture]}-${name}-${row.language.slice(0, 2)}`;
    return { ...row, name, model, deprecated };
  }),
);

const byModel = new Map(voices.map((voice) => [voice.model, voice]));

/** The voice of a full model name. */
export function voiceOf(model: string): Voice | undefined {
  return byModel.get(model);
}
