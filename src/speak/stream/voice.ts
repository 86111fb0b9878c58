import type { Account } from '../../client/account.js';
import { DeepgramError } from '../../client/errors.js';
import { openSocket } from '../../client/open-socket.js';
import type { Socket, SocketEnd } from '../../client/socket.js';
import { readMessage, toldError } from '../../client/told.js';
import type { SpeakVersion } from '../parameters.js';
import { CLOSE, type Meaning, openDialect, speakMessage } from './dialect.js';

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
  /**
   * Whose audio comes next nobody knows: it has to be replaced.
   *
   * @param isSpoken - what was said is over, as far as one knows
   */
  onDoubt(isSpoken: boolean): void;
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
  /** True where more may come of what is said to be spoken. */
  readonly mayLag: boolean;
  /** Not one byte more of what was said comes after this. */
  clear(): void;
  /** Asks for the end, politely. Resolves after so many ms at the latest; after 2 s where nothing is said. */
  close(ms?: number): Promise<void>;
}

export interface VoiceSettings {
  readonly version: SpeakVersion;
  /** Path and query. */
  readonly path: string;
  /** ms without audio or an answer after which a text is given up. */
  readonly patience: number;
}

/** ms in which a sound follows where one does, and an answer to a clear. */
const ANSWER_MS = 2000;

/** What is expected of Deepgram. */
type State = 'idle' | 'speaking' | 'refused' | 'clearing' | 'over';

/** Opens a socket that speaks. @throws DeepgramError when it can't be opened */
export async function openVoice(
  account: Account,
  { version, path, patience }: VoiceSettings,
  signal: AbortSignal,
  events: VoiceEvents,
): Promise<Voice> {
  const dialect = openDialect(version);
  let state: State = 'idle';
  let hasAudio = false;
  /** The answer to a flush from before a clear may still come. */
  let isOwed = false;
  let failure: DeepgramError | undefined;
  let timer: NodeJS.Timeout | undefined;

  function expect(next: State): void {
    state = next;
    clearTimeout(timer);
    if (next === 'speaking') timer = setTimeout(stall, patience);
    if (next === 'clearing') timer = setTimeout(() => doubt(false), Math.min(patience, ANSWER_MS));
  }

  function stall(): void {
    const seconds = patience / 1000;
    failure ??= new DeepgramError('TIMEOUT', 'speechStalled', { seconds }, { retryable: true });
    void socket.terminate();
  }

  function doubt(isSpoken: boolean): void {
    expect('idle');
    events.onDoubt(isSpoken);
  }

  function onBinary(bytes: Buffer): void {
    if (state !== 'speaking' || !dialect.hasBegun()) return;
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
    if (meaning === 'failed') failure ??= toldError(message, account.secrets);
    else if (state === 'clearing') onClearing(meaning);
    else if (state === 'speaking') onSpeaking(meaning);
    else if (meaning === 'spoken' || meaning === 'refused') isOwed = false;
  }

  function onClearing(meaning: Meaning): void {
    if (meaning === 'cleared') end('idle', events.onCleared);
    else if (meaning === 'uncleared') doubt(false);
    else if (meaning === 'spoken' || meaning === 'refused') isOwed = false;
  }

  function onSpeaking(meaning: Meaning): void {
    if (meaning === 'refused') end('refused', events.onRefused);
    else if (meaning === 'soundless') waitForSound();
    else if (meaning === 'spoken' && isOwed && !hasAudio) waitForSound();
    else if (meaning === 'spoken') end('idle', events.onSpoken);
  }

  /** What came may be the end of a text without a sound, or the late answer to a flush from before a clear. */
  function waitForSound(): void {
    isOwed = false;
    clearTimeout(timer);
    timer = setTimeout(() => doubt(true), ANSWER_MS);
  }

  function end(next: State, tell: () => void): void {
    if (state === 'speaking') isOwed = false;
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
        events.onEnd(withWords(told, failure));
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
      dialect.begin();
      socket.send(speakMessage(text));
      flush();
    },
    repeat: flush,
    mayLag: !dialect.hasTurns,
    clear() {
      if (state === 'over' || state === 'clearing') return;
      isOwed = state === 'speaking';
      expect('clearing');
      socket.send(dialect.clear);
    },
    close(ms) {
      const wasOpen = state !== 'over';
      expect('over');
      if (wasOpen) socket.send(CLOSE);
      return socket.close(ms);
    },
  };
}

/** What an Error message has said in words belongs to the close frame behind it, which says whether to try again. */
function withWords(end: SocketEnd, told: DeepgramError | undefined): SocketEnd {
  const { error } = end;
  if (!told) return end;
  if (!error || told.code === 'TIMEOUT') return { ...end, error: told };
  const cause = { ...told.cause, retryable: error.cause.retryable };
  return { ...end, error: new DeepgramError(error.code, told.reason, told.values, cause) };
}
