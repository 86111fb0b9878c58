/** Those who wait for the text of all audio so far. */
export interface Finalizing {
  /** @param after - bytes of the session that are to be sent before it is asked for */
  ask(after: number): Promise<void>;
  /** True where it is to be asked for now. @param sent - bytes of the session that have been */
  isDue(sent: number): boolean;
  /** Deepgram has been asked, after so many bytes had been sent. */
  asked(sent: number): void;
  /** One of so many channels has answered. */
  answered(channel: number, channels: number): void;
  /** The socket is lost: Deepgram has to be asked again. */
  again(): void;
  /** Nothing more is to be waited for. */
  settle(): void;
}

interface Waiting {
  readonly after: number;
  /** Runs once Deepgram has been asked. */
  timer?: NodeJS.Timeout | undefined;
  resolve(): void;
}

/** @param patience - ms; Deepgram does not promise an answer (docs/finalize) */
export function createFinalizing(patience: number): Finalizing {
  let all: Waiting[] = [];
  const answers = new Set<number>();

  function settleIf(isIt: (one: Waiting) => boolean): void {
    const settled = all.filter(isIt);
    all = all.filter((one) => !isIt(one));
    answers.clear();
    for (const { timer, resolve } of settled) {
      clearTimeout(timer);
      resolve();
    }
  }

  return {
    ask: (after) => new Promise((resolve) => all.push({ after, resolve })),
    isDue: (sent) => all.some(({ after, timer }) => !timer && after <= sent),
    asked(sent) {
      for (const one of all)
        if (one.after <= sent) one.timer ??= setTimeout(() => settleIf((other) => other === one), patience);
    },
    answered(channel, channels) {
      answers.add(channel);
      if (answers.size >= channels) settleIf(({ timer }) => timer !== undefined);
    },
    again() {
      answers.clear();
      for (const one of all) {
        clearTimeout(one.timer);
        one.timer = undefined;
      }
    },
    settle: () => settleIf(() => true),
  };
}
