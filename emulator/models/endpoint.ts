import { type Answer, jsonAnswer } from '../answer.js';
import { boolean } from '../query-fields.js';
import type { Received } from '../received.js';
import { invalidQuery } from '../refusal.js';
import { transcriptionModels } from './transcription-models.js';
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
export function answerModels(version: 'v1' | 'v2', request: Received): Answer {
  const all = includesOutdated(request.query);
  const spoken = voices.filter((voice) => (voice.architecture === 'flux-tts') === (version === 'v2'));
  const current = spoken.filter((voice) => !voice.deprecated).map((voice) => voiceEntry(voice, LATEST));
  const outdated = all ? spoken.map((voice) => voiceEntry(voice, OUTDATED)) : [];
  const body = { stt: version === 'v1' ? transcriptionEntries() : [], tts: [...current, ...outdated] };
  return jsonAnswer(200, body, { 'dg-request-id': request.requestId });
}

function includesOutdated(query: URLSearchParams): boolean {
  for (const name of query.keys()) {
    if (name !== 'include_outdated') throw invalidQuery(`unknown field \`${name}\``);
  }
  return boolean(query.get('include_outdated') ?? 'false');
}

function voiceEntry(voice: Voice, version: string): object {
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
      display_name: voice.name.replace(/^./, (letter) => letter.toUpperCase()),
      tags: [voice.gender],
      use_cases: [],
    },
  };
}

function transcriptionEntries(): object[] {
  return Object.entries(transcriptionModels).flatMap(([architecture, names]) =>
    names.map((name) => ({
      name,
      canonical_name: architecture === 'base' && name !== 'general' ? name : `${architecture}-${name}`,
      architecture,
      languages: ['en', 'en-US'],
      version: LATEST,
      uuid: modelUuid(`${architecture}-${name}`),
      batch: true,
      streaming: true,
      formatted_output: architecture.startsWith('nova-'),
    })),
  );
}
