/** Where a socket's own counts begin in its session: they begin at zero on each socket. */
export interface Origin {
  /** Seconds of the session before the socket's first audio. */
  readonly seconds: number;
  /** Turns of the session before its first one; Flux only. */
  readonly turns: number;
}

/** The beginning of a session. */
export const ORIGIN: Origin = { seconds: 0, turns: 0 };

type Fields = Readonly<Record<string, unknown>>;

/** In seconds from the first audio of a socket. */
const TIMES = ['timestamp', 'last_word_end', 'audio_window_start', 'audio_window_end', 'start', 'end'];

/** A message of a socket with the times and turns of the session; the same object where they are the same. */
export function inSession(message: Fields, origin: Origin): Fields {
  const { seconds, turns } = origin;
  if (seconds === 0 && turns === 0) return message;
  const { turn_index, words } = message;
  return {
    ...withTimes(message, seconds),
    ...(typeof turn_index === 'number' && { turn_index: turn_index + turns }),
    ...(Array.isArray(words) && { words: words.map((word) => withTimes(word, seconds)) }),
  };
}

function withTimes(fields: object | null, seconds: number): Fields {
  const moved = Object.entries(fields ?? {}).map(([name, value]) => {
    // A `last_word_end` of -1 says that it is told elsewhere (docs/utterance-end).
    const isTime = TIMES.includes(name) && typeof value === 'number' && value >= 0;
    return [name, isTime ? value + seconds : value] as const;
  });
  return Object.fromEntries(moved);
}
