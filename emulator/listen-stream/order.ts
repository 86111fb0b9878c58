import type { Line } from '../socket/line.js';

type Job = () => Promise<void> | void;

/** Does one job after another. */
export interface Order {
  add(job: Job): void;
}

/** @param lasting what is left when the line is over is done as well */
export function createOrder(line: Pick<Line, 'over' | 'run'>, lasting = false): Order {
  const jobs: Job[] = [];
  let working = false;
  const work = async (): Promise<void> => {
    try {
      for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
        if (lasting || !line.over.aborted) await job();
      }
    } finally {
      working = false;
    }
  };
  return {
    add: (job) => {
      jobs.push(job);
      if (working) return;
      working = true;
      line.run(work());
    },
  };
}
