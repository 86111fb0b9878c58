import type { Account } from '../../client/account.js';
import { DeepgramError } from '../../client/errors.js';
import { openSocket, type Socket, type SocketEnd } from '../../client/socket.js';
import { readMessage, toldError } from '../../client/told.js';
import type { SpeakVersion } from '../parameters.js';
import { CLOSE, dialectOf, speakMessage } from './dialect.js';

/** What a voice is heard of. */
export interface VoiceEvents {
  /** Raw audio of the text that was said last. */
  onAudio(bytes: Buffer): void;
  /** All of its audio has come. */
  onSpoken(): void;
  /** Deepgram has spoken too often: say it again later. */
  onRefused(): void;
  /** It is ready for the next text, after a `clear`. */
  onCleared(): void;
  /** A message from Deepgram. */
  onMessage(type: string, message: unknown): void;
  /** It is over. `error` is absent where we asked for the end; what was being said is lost. */
  onEnd(end: SocketEnd): void;
}

/** One socket that speaks, one text at a time. */
export interface Voice {
  readonly requestId?: string;
  /** Says a text; not before the last one has been spoken, refused or cleared. */
  say(text: string): void;
  /** Asks again to speak what was refused. */
  repeat(): void;
  /** Not one byte more of what was said comes after this. */
  clear(): void;
  /** Asks for the end, politely. Resolves after so many ms at the latest; after 2 s where nothing is said. */
  close(ms?: number): Promise<void>;
  /** Ends at once. */
  terminate(): Promise<void>;
}

export interface VoiceSettings {
  readonly version: SpeakVersion;
  /** Path and query. */
  readonly path: string;
  /** ms without audio or an answer after which a text is given up. */
  readonly patience: number;
}

/** ms in which a sound follows where one does. */
const SOUNDLESS_MS = 2000;

/** What is expected of Deepgram. */
type State = 'idle' | 'speaking' | 'refused' | 'clearing' | 'over';

/** Opens a socket that speaks. @throws DeepgramError when it can't be opened */
export async function openVoice(
  account: Account,
  { version, path, patience }: VoiceSettings,
  signal: AbortSignal,
  events: VoiceEvents,
): Promise<Voice> {
  const dialect = dialectOf(version);
  let state: State = 'idle';
  let hasAudio = false;
  /** How many answers to flushes may still come from before a clear. */
  let owed = 0;
  let failure: DeepgramError | undefined;
  let timer: NodeJS.Timeout | undefined;

  function expect(next: State): void {
    state = next;
    clearTimeout(timer);
    if (next === 'speaking' || next === 'clearing') timer = setTimeout(stall, patience);
  }

  function stall(): void {
    // Whose audio comes next on this socket nobody knows.
    void fail(
      new DeepgramError('TIMEOUT', 'speechStalled', { seconds: patience / 1000 }, { retryable: true }),
    );
  }

  function fail(error: DeepgramError): Promise<void> {
    failure ??= error;
    return socket.terminate();
  }

  function onBinary(bytes: Buffer): void {
    if (state !== 'speaking') return;
    if (hasAudio) timer?.refresh();
    else expect('speaking');
    hasAudio = true;
    events.onAudio(bytes);
  }

  function onText(text: string): void {
    const message = readMessage(text);
    if (!message) {
      events.onMessage('Warning', { description: 'not a message', text: text.slice(0, 200) });
      return;
    }
    const meaning = dialect.meaningOf(message);
    events.onMessage(message.type, message);
    if (state === 'over') return;
    if (meaning === 'failed') failure ??= toldError(message, account.secrets);
    else if (meaning === 'cleared' && state === 'clearing') end('idle', events.onCleared);
    else if (state === 'clearing' || state === 'idle') {
      if (meaning === 'spoken' || meaning === 'refused') owed = 0;
    } else if (state !== 'speaking') return;
    else if (meaning === 'refused') end('refused', events.onRefused);
    else if (meaning === 'spoken') {
      if (owed > 0 && !hasAudio) wait();
      else end('idle', events.onSpoken);
    }
  }

  /**
   * This may be the late answer to a flush from before a clear, or that of a text without a sound: it is told by
   * what comes next.
   */
  function wait(): void {
    owed = 0;
    clearTimeout(timer);
    timer = setTimeout(() => end('idle', events.onSpoken), SOUNDLESS_MS);
  }

  function end(next: State, tell: () => void): void {
    if (next === 'idle' && state === 'speaking') owed = 0;
    expect(next);
    tell();
  }

  const socket: Socket = await openSocket(
    account,
    { path, signal },
    {
      onText,
      onBinary,
      onClose(told) {
        expect('over');
        events.onEnd(failure ? { ...told, error: failure } : told);
      },
    },
  );

  function flush(): void {
    hasAudio = false;
    expect('speaking');
    socket.send(dialect.flush);
  }

  return {
    ...(socket.requestId && { requestId: socket.requestId }),
    say(text) {
      socket.send(speakMessage(text));
      flush();
    },
    repeat: flush,
    clear() {
      if (state === 'over' || state === 'clearing') return;
      owed = state === 'speaking' ? 1 : 0;
      expect('clearing');
      socket.send(dialect.clear);
    },
    close(ms) {
      const wasOpen = state !== 'over';
      expect('over');
      if (wasOpen) socket.send(CLOSE);
      return socket.close(ms);
    },
    terminate: () => socket.terminate(),
  };
}
