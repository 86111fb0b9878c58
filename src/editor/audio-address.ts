import { type AudioUrlProblem, audioUrlFault, audioUrlOf, judgeAudioUrl } from '../announce/audio-url.js';
import { isEnvironment } from './choices.js';
import { type Texts, textsOf } from './texts.js';
import type { Verdict } from './validators.js';
import './red.js';

/** Where speakers will fetch audio, for people; a blank sentence: there is nothing to be said. */
export interface FetchedAt {
  readonly shown: string;
  /** Why no URL can be made. */
  readonly problem: string;
  /** Why a URL may reach nobody. */
  readonly warning: string;
}

/** What a blank audio URL stands for; blank where this machine's address in the house can't be told. */
export function ownAudioUrl(): string {
  return RED.settings.deepgramConfigAudioUrl?.blank ?? '';
}

/** Judges an account's audio URL: whether URLs can be made of it. A blank one is right, if only for an account. */
export function judgeAccountAudioUrl(value: unknown): Verdict {
  const audioUrl = String(value ?? '').trim();
  if (audioUrl === '' || isEnvironment(audioUrl)) return true;
  const fault = audioUrlFault(audioUrl);
  return !fault || sentence(fault);
}

/** Why devices may not reach an address of which URLs can be made, in a sentence; blank: nothing is known. */
export function audioUrlWarning(audioUrl: string): string {
  const address = audioUrl.trim() || ownAudioUrl();
  if (address === '' || isEnvironment(address) || audioUrlFault(address)) return '';
  const problem = judgeAudioUrl(address);
  return problem ? sentence(problem) : '';
}

/**
 * Where the audio of a node will be fetched.
 *
 * @param audioUrl - the account's
 * @param text - of the catalog of deepgram-speak
 */
export function fetchedAt(audioUrl: string, text: Texts): FetchedAt {
  const { httpNodeRoot, deepgramConfigAudioUrl } = RED.settings;
  const address = audioUrl.trim() || ownAudioUrl();
  const nowhere = (problem: string): FetchedAt => ({ shown: text('fetched.nowhere'), problem, warning: '' });
  if (address === '') return nowhere(sentences(text('errors.audioUrlUnknown'), text('cures.audioUrl')));
  const isLater = isEnvironment(address);
  const fault = isLater ? undefined : audioUrlFault(address);
  if (fault) return nowhere(sentences(text('errors.audioUrl'), text('cures.audioUrl')));
  const unreached = audioUrlWarning(audioUrl);
  return {
    shown: isLater ? text('fetched.environment') : `${audioUrlOf(address, httpNodeRoot || '/', '')}/…`,
    problem: '',
    warning: sentences(
      unreached && sentences(unreached, text('cures.audioUrl')),
      deepgramConfigAudioUrl?.httpNodeAuth ? text('warnings.httpNodeAuth') : '',
    ),
  };
}

function sentence(problem: AudioUrlProblem): string {
  return textsOf('deepgram-config')(`problems.${problem}`);
}

function sentences(...parts: string[]): string {
  return parts.filter(Boolean).join(' ');
}
