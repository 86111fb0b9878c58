import type { Line } from '../socket/line.js';

/** How a job is told to end early. */
export interface Cut {
  readonly signal: AbortSignal;
  /** How many messages of audio may still be sent once it has come. */
  framesBehind: number;
}

type Job = (cut: Cut) => Promise<void> | void;

/** Does one job after another, as long as the line lives. */
export interface Conveyor {
  /** @param kept it is done even when what was to come before it is dropped */
  add(job: Job, kept?: boolean): void;
  /** Ends the job that is being done, and drops those that are not kept. */
  clear(framesBehind: number): void;
}

export function createConveyor(line: Line): Conveyor {
  let jobs: { readonly job: Job; readonly kept: boolean }[] = [];
  let current: { readonly abort: () => void; readonly cut: Cut } | undefined;

  const work = async (): Promise<void> => {
    try {
      for (let next = jobs.shift(); next !== undefined && !line.over.aborted; next = jobs.shift()) {
        const controller = new AbortController();
        const cut = { signal: controller.signal, framesBehind: 0 };
        current = { cut, abort: () => controller.abort() };
        await next.job(cut);
      }
    } finally {
      current = undefined;
    }
  };
  return {
    add: (job, kept = false) => {
      jobs.push({ job, kept });
      if (current === undefined && jobs.length === 1) line.run(work());
    },
    clear: (framesBehind) => {
      jobs = jobs.filter(({ kept }) => kept);
      if (current === undefined) return;
      current.cut.framesBehind = framesBehind;
      current.abort();
    },
  };
}
