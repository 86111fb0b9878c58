import type { Voice } from './voice.js';
import { catalogue } from './voice-catalogue.js';

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
