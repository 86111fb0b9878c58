import type { ListenVersion } from './wish.js';

/**
 * Tells the end that we have asked for from one that crosses with our asking: only behind the first one nothing is
 * left to hear.
 */
export interface Goodbye {
  /** A message has come behind our CloseStream. */
  take(type: string): void;
  /** The socket has ended. @param code - of its close frame */
  isSaid(code: number): boolean;
}

/** @param path - with its query: where results go to a callback, so does the Metadata */
export function expectGoodbye(version: ListenVersion, path: string): Goodbye {
  const isElsewhere = new URL(path, 'http://host').searchParams.has('callback');
  let isAnswered = false;
  let isDone = false;

  return {
    take(type) {
      isAnswered = true;
      isDone ||= type === 'Metadata';
    },
    isSaid(code) {
      // "Flux closes the connection without sending a WebSocket close status code" (docs/flux/close-stream).
      if (version === 'v2') return code === 1005 || (code === 1000 && isAnswered);
      // Metadata comes last, then 1000 (docs/close-stream).
      return code === 1000 && (isDone || isElsewhere);
    },
  };
}
