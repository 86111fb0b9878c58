import { isBlank } from './check.js';
import { familyOf } from './models.js';
import type { Parameters } from './parameters.js';
import type { Result } from './result-forms.js';

/**
 * The parameters that must be sent for a transcript to come in some form, unless the user has said otherwise:
 * what is set, even to `false`, stays as it is.
 *
 * @param parameters - what is sent anyway
 * @param model - where it is known
 * @returns what to send besides
 */
export function needsOf(result: Result, parameters: Parameters, model = ''): Parameters {
  const isSaid = (...names: string[]) => names.some((name) => !isBlank(parameters[name]));
  switch (result) {
    case 'utterances':
      return isSaid('utterances') ? {} : { utterances: true };
    case 'paragraphs':
      // Deepgram switches punctuation on by itself (docs/paragraphs).
      return isSaid('paragraphs') ? {} : { paragraphs: true };
    case 'speakers':
      // On channels of their own, speakers are told apart already.
      if (isOn(parameters.multichannel) || isSaid('diarize', 'diarize_model', 'diarize_version')) return {};
      // Deepgram names the families that know diarize_model, and Whisper is not one (changelog of 2026-05-13).
      return familyOf(model) === 'whisper' ? { diarize: true } : { diarize_model: 'latest' };
    default:
      return {};
  }
}

function isOn(value: unknown): boolean {
  return String(value) === 'true';
}
