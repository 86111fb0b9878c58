import type { Voice } from '../models/voice.js';

/** What is to be said, and how. */
export interface Utterance {
  readonly voice: Voice;
  readonly text: string;
  /** 1 is the voice's own rate. */
  readonly speed: number;
  /** -2 (calm) to 2 (animated). */
  readonly expressivity: number;
}
