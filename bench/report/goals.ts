import type { Goal, Row } from '../row.js';
import type { Samples } from '../samples.js';
import { median } from './median.js';

export interface Verdict {
  readonly row: Row;
  readonly goal: Goal;
  readonly measured: number;
  readonly met: 'aim met' | 'met' | 'MISSED';
}

/** Holds the medians of a row against its goals. */
export function judge(row: Row, samples: Samples): Verdict[] {
  return row.goals.map((goal) => {
    const measured = measure(row, goal, samples);
    const met = (bound: number) => (goal.wanted === 'atLeast' ? measured >= bound : measured <= bound);
    const aim = goal.aim !== undefined && met(goal.aim);
    return { row, goal, measured, met: aim ? 'aim met' : met(goal.must) ? 'met' : 'MISSED' };
  });
}

function measure(row: Row, { figure, peer, than }: Goal, samples: Samples): number {
  const own = median(samples.of(row, peer, figure));
  if (!than) return own;
  const other = median(samples.of(row, than.peer, figure));
  return than.as === 'ratio' ? own / other : own - other;
}
