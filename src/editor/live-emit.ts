import type { Parameters } from '../transcribe/parameters.js';
import { byId, field, show } from './elements.js';
import { LIVE_DEFAULTS } from './live-node.js';
import type { Texts } from './texts.js';

/** What leaves the node, as it stands in the open dialog. */
export function typedEmit(): string {
  return field('node-input-emit').value || LIVE_DEFAULTS.emit;
}

/**
 * Tells below the field what that means, and what is sent besides for it.
 *
 * @param inTurns - true for Flux, whose results are turns
 */
export function renderEmit(inTurns: boolean, needed: Parameters, text: Texts): void {
  const emit = typedEmit();
  const ofTurns = emit === 'all' ? 'hint.turns' : 'hint.turn';
  show(byId('deepgram-emit-hint'), text(inTurns ? ofTurns : `hint.${emit}`));
  const settings = Object.entries(needed).map(([parameter, value]) => `${parameter} = ${String(value)}`);
  const sentence = settings.length === 0 ? '' : text('hint.needed', { settings: settings.join(', ') });
  show(byId('deepgram-needed-hint'), sentence);
}
