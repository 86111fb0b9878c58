import { type Answer, jsonAnswer } from '../answer.js';
import { boolean } from '../query-fields.js';
import type { Account, Received } from '../received.js';
import { invalidQuery } from '../refusal.js';
import { characterOf } from './character.js';
import { sampleUrl } from './sample.js';
import { languagesOf, transcriptionModels } from './transcription-models.js';
import { modelUuid } from './uuid.js';
import type { Voice } from './voice.js';
import { voices } from './voices.js';

/** Versions are this emulator's own; the flag `include_outdated` adds the older one. */
export const LATEST = '2026-08-12.0';
const OUTDATED = '2025-04-15.0';

/**
 * `GET /v1/models` and `GET /v2/models`: public, no key needed. v1 has speech-to-text, Aura and Aura-2;
 * the Flux voices stand in v2 only (seen on the wire on 2026-09-15).
 */
export function answerModels(version: 'v1' | 'v2', request: Received, { protocol }: Account): Answer {
  const here = `${protocol}://${request.headers.host}`;
  const entry = (version: string) => (voice: Voice) => voiceEntry(voice, version, here);
  const all = includesOutdated(request.query);
  const spoken = voices.filter((voice) => (voice.architecture === 'flux-tts') === (version === 'v2'));
  const current = spoken.filter((voice) => !voice.deprecated).map(entry(LATEST));
  const outdated = all ? spoken.map(entry(OUTDATED)) : [];
  const body = { stt: version === 'v1' ? transcriptionEntries() : [], tts: [...current, ...outdated] };
  return jsonAnswer(200, body, { 'dg-request-id': request.requestId });
}

function includesOutdated(query: URLSearchParams): boolean {
  for (const name of query.keys()) {
    if (name !== 'include_outdated') throw invalidQuery(`unknown field \`${name}\``);
  }
  return boolean(query.get('include_outdated') ?? 'false');
}

/**
 * As the specification's example has it, and with a `display_name`, which is not documented: programs that read the
 * real list say that it is null for English voices. `color` and `image` are left out: nobody has published them for
 * each voice.
 */
function voiceEntry(voice: Voice, version: string, here: string): object {
  const { tags, useCases } = characterOf(voice.architecture, voice.name);
  const isEnglish = voice.language.startsWith('en');
  return {
    name: voice.name,
    canonical_name: voice.model,
    architecture: voice.architecture,
    languages: [voice.language.slice(0, 2), voice.language],
    version,
    uuid: version === LATEST ? modelUuid(voice.model) : modelUuid(`${voice.model} ${version}`),
    metadata: {
      accent: voice.accent,
      age: voice.age,
      display_name: isEnglish ? null : voice.name.replace(/^./, (letter) => letter.toUpperCase()),
      sample: sampleUrl(here, voice.model),
      tags: [voice.gender, ...tags],
      use_cases: useCases,
    },
  };
}

function transcriptionEntries(): object[] {
  return Object.entries(transcriptionModels).flatMap(([architecture, names]) =>
    names.map((name) => ({
      name,
      canonical_name: architecture === 'base' && name !== 'general' ? name : `${architecture}-${name}`,
      architecture,
      languages: languagesOf(architecture, name),
      version: LATEST,
      uuid: modelUuid(`${architecture}-${name}`),
      batch: true,
      streaming: true,
      formatted_output: architecture.startsWith('nova-'),
    })),
  );
}
