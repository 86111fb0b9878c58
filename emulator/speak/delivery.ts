import type { Voice } from '../models/voice.js';
import { Refusal } from '../refusal.js';
import type { SpeakVersion } from './formats.js';

/** How Flux takes `speed`: steps of 0.05, since 2026-08-31 from 0.5 (changelog). */
const STEP = 0.05;
const speeds = { v1: { from: 0.7, to: 1.5 }, v2: { from: 0.5, to: 1.5 } } as const;

/**
 * Checks the rate of speech. Only Aura-2 English and Spanish and Flux can change it.
 *
 * The two messages were seen on `/v2/speak`, the codes are those of the changelog. For v1 the documentation
 * has `speed_out_of_range` with other words; that it matches v2 in fact is assumed.
 */
export function checkSpeed(version: SpeakVersion, voice: Voice, speed: number | undefined): void {
  if (speed === undefined) return;
  const { from, to } = speeds[version];
  if (!hasSpeed(voice)) {
    throw new Refusal(400, 'SPEED_NOT_SUPPORTED', "The requested model does not support 'speed'.");
  }
  if (speed < from || speed > to) {
    throw new Refusal(
      400,
      'SPEED_OUT_OF_RANGE',
      `'speed' must be between ${from.toFixed(1)} and ${to.toFixed(1)}.`,
    );
  }
  if (version === 'v2' && Math.abs(speed / STEP - Math.round(speed / STEP)) > 1e-6) {
    throw new Refusal(400, 'SPEED_INCREMENT_INVALID', `'speed' must be provided in increments of ${STEP}.`);
  }
}

/** Checks the calm-to-animated axis of Flux: a whole number from -2 to 2. The wording is not published. */
export function checkExpressivity(expressivity: number | undefined): void {
  if (expressivity === undefined) return;
  if (expressivity < -2 || expressivity > 2) {
    throw new Refusal(400, 'EXPRESSIVITY_OUT_OF_RANGE', "'expressivity' must be between -2 and 2.");
  }
  if (!Number.isInteger(expressivity)) {
    throw new Refusal(400, 'EXPRESSIVITY_INCREMENT_INVALID', "'expressivity' must be a whole number.");
  }
}

function hasSpeed(voice: Voice): boolean {
  if (voice.architecture === 'aura') return false;
  return voice.language.startsWith('en') || voice.language.startsWith('es');
}
