/** Tells that something can't be heard although it is there. */
export class NotPlayed extends Error {
  /** The browser wants a person to press a button first. */
  readonly isEarly: boolean;

  constructor(isEarly: boolean) {
    super(isEarly ? 'not allowed yet' : 'not playable');
    this.isEarly = isEarly;
  }
}

/**
 * Plays audio to its end, or until the signal is aborted.
 *
 * @param source - what to play, or its URL
 * @param begun - called when it can be heard
 * @throws NotPlayed
 */
export async function play(source: Blob | string, signal: AbortSignal, begun: () => void): Promise<void> {
  const url = typeof source === 'string' ? source : URL.createObjectURL(source);
  const player = new Audio();
  const over = new Promise<void>((resolve, reject) => {
    player.addEventListener('ended', () => resolve());
    player.addEventListener('error', () => reject(new NotPlayed(false)));
    signal.addEventListener('abort', () => resolve());
  });
  player.addEventListener('playing', begun);
  player.src = url;
  try {
    signal.throwIfAborted();
    // Resolves when it begins, and is rejected where it is stopped before; `over` tells both.
    const started = player.play().catch((error: unknown) => {
      if (isNotAllowed(error)) throw new NotPlayed(true);
      return over;
    });
    await Promise.race([over, started.then(() => over)]);
  } finally {
    player.removeEventListener('playing', begun);
    player.pause();
    // It may still be loading what is about to be gone, which a browser would write to its console.
    player.removeAttribute('src');
    player.load();
    if (typeof source !== 'string') URL.revokeObjectURL(url);
  }
}

function isNotAllowed(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NotAllowedError';
}
