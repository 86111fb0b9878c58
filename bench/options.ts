import { parseArgs } from 'node:util';

export interface Options {
  /** Rounds; in each one every row takes its samples of every peer. */
  readonly rounds: number;
  /** How long one sample of a throughput takes. */
  readonly seconds: number;
  /** A shorter run, for those at work on the code: too noisy to be kept. */
  readonly quick: boolean;
  /** Rows whose name starts so; all without it. */
  readonly row: string;
}

export function readOptions(): Options {
  const { values } = parseArgs({
    options: { quick: { type: 'boolean', default: false }, row: { type: 'string', default: '' } },
  });
  const { quick, row } = values;
  return { quick, row, rounds: quick ? 3 : 5, seconds: quick ? 0.5 : 1.5 };
}
