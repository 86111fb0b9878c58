import { createGate, type Gate } from './gate.js';
import { type Connecting, createReconnector, type Trouble } from './reconnect.js';

/** A socket with somebody to talk to at the other end. */
export interface Line {
  /** Asks for the end. Resolves after so many ms at the latest; after 2 s where nothing is said. */
  close(ms?: number): Promise<void>;
}

/** How a session's sockets are opened, and who is told. */
export interface ConnectionSettings<Target, L extends Line> {
  /**
   * Opens a socket.
   *
   * @param gate - what is heard of it has to pass: nothing is heard before it is in use, or after
   */
  open(target: Target, signal: AbortSignal, gate: Gate): Promise<L>;
  /** What is known of the trouble with the server, where others share it. */
  readonly trouble?: Trouble;
  /** @param isReplaced - a socket that was in use goes for it */
  onOpen(line: L, isReplaced: boolean): void;
  onProgress(progress: Connecting): void;
}

/** A session's connection: one socket after another. */
export interface Connection<Target, L extends Line> {
  /** The socket in use, where there is one. */
  readonly line: L | undefined;
  /** What it was opened for. */
  readonly target: Target | undefined;
  /** When it was opened, as `performance.now()` counts. */
  readonly openedAt: number;
  /**
   * Opens a socket, and only then closes the one before.
   *
   * @returns false when it was given up
   * @throws DeepgramError when it can't be opened
   */
  open(target: Target): Promise<boolean>;
  /** The socket has been of use. */
  succeeded(): void;
  /** The socket has ended, and nobody on this side has asked for it. @param wasBusy - there is something left to do */
  lost(wasBusy: boolean): void;
  /** The socket has ended as it was asked to. */
  ended(): void;
  /** True while there are failures to remember. */
  readonly isTroubled: boolean;
  /** Gives up opening a socket; the one in use stays. */
  giveUp(): void;
  /** Gives the socket up and closes it politely, or gives up opening one. As with a line. */
  close(ms?: number): Promise<void>;
}

/** Begins without a socket. */
export function createConnection<Target, L extends Line>({
  trouble,
  open,
  onOpen,
  onProgress,
}: ConnectionSettings<Target, L>): Connection<Target, L> {
  const reconnector = createReconnector(trouble);
  let used: { line: L; target: Target; gate: Gate; openedAt: number; isUseful: boolean } | undefined;
  let opening: AbortController | undefined;

  function letGo(): L | undefined {
    const last = used;
    used = undefined;
    last?.gate.shut();
    return last?.line;
  }

  async function openOne(target: Target, signal: AbortSignal) {
    const gate = createGate();
    const line = await open(target, signal, gate);
    return { line, target, gate, openedAt: performance.now(), isUseful: false };
  }

  return {
    get line() {
      return used?.line;
    },
    get target() {
      return used?.target;
    },
    get openedAt() {
      return used?.openedAt ?? 0;
    },
    async open(target) {
      const abort = new AbortController();
      const { signal } = abort;
      opening = abort;
      try {
        const opened = await reconnector.connect(() => openOne(target, signal), signal, onProgress);
        if (signal.aborted) {
          await opened.line.close();
          return false;
        }
        const before = letGo();
        used = opened;
        onOpen(opened.line, before !== undefined);
        opened.gate.open();
        void before?.close();
        return true;
      } catch (thrown) {
        if (signal.aborted) return false;
        throw thrown;
      } finally {
        if (opening === abort) opening = undefined;
      }
    },
    succeeded() {
      if (used) used.isUseful = true;
      reconnector.succeeded();
    },
    lost(wasBusy) {
      const wasUseful = used?.isUseful === true;
      letGo();
      if (!wasUseful) reconnector.wasted();
      else if (wasBusy) reconnector.lost();
    },
    ended() {
      letGo();
    },
    get isTroubled() {
      return reconnector.isTroubled;
    },
    giveUp() {
      opening?.abort();
    },
    async close(ms) {
      opening?.abort();
      await letGo()?.close(ms);
    },
  };
}
