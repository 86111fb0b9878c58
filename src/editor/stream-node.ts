import { SPOKEN_DEFAULTS, type SpokenNode } from './speak-node.js';

/** A deepgram-speak-stream node as the editor holds it. One of an older flow may lack any property. */
export interface StreamNode extends SpokenNode {
  flush?: string;
  pause?: unknown;
  session?: string;
  sessionType?: string;
  frame?: unknown;
  ahead?: unknown;
  header?: string;
  idle?: unknown;
}

/** What a property of a deepgram-speak-stream that is missing means. */
export const STREAM_DEFAULTS = {
  ...SPOKEN_DEFAULTS,
  flush: 'sentence',
  pause: '800',
  session: '',
  sessionType: 'auto',
  frame: '0',
  ahead: '',
  header: 'none',
  idle: '60',
} as const;
