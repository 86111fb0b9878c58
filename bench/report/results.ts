import type { Options } from '../options.js';
import type { Figure, Goal, Row } from '../row.js';
import type { Samples } from '../samples.js';
import type { Verdict } from './goals.js';
import { describeMachine } from './machine.js';
import { median } from './median.js';
import { table } from './table.js';

export interface Results {
  readonly rows: readonly Row[];
  readonly titles: ReadonlyMap<string, string>;
  readonly samples: Samples;
  readonly verdicts: readonly Verdict[];
  /** Share of the machine that others used, 0 to 1; undefined where that can't be known. */
  readonly foreign: number | undefined;
  readonly minutes: number;
  readonly options: Options;
}

/** Foreign load beyond which a run says nothing. */
const FOREIGN_LIMIT = 0.05;

const SIGNS = { atLeast: '≥', atMost: '≤' };

export function toMarkdown(results: Results): string {
  const { rows, options, minutes } = results;
  const figures = rows.flatMap((row) =>
    Object.keys(row.figures).map((name) => figureTable(results, row, name)),
  );
  const parts = [
    '# Figures',
    [
      `Measured on ${new Date().toISOString().slice(0, 10)} by \`npm run bench\` in ${minutes.toFixed(1)} minutes:`,
      `medians of ${options.rounds} rounds, all peers in random order in each.`,
    ].join(' '),
    describeMachine()
      .map((line) => `- ${line}`)
      .join('\n'),
    '## Goals',
    goalTable(results),
    '## Measured',
    ...figures,
    foot(results.foreign),
  ];
  return `${parts.join('\n\n')}\n`;
}

function goalTable({ verdicts, titles }: Results): string {
  const lines = verdicts.map(({ row, goal, measured, met }) => {
    const { title, digits } = figureOf(row, goal.figure);
    const bound = (value: number | undefined) =>
      value === undefined ? '' : `${SIGNS[goal.wanted]} ${amount(goal, digits, value)}`;
    const peers = [goal.peer, ...(goal.than ? [goal.than.peer] : [])].map((peer) => titles.get(peer) ?? peer);
    const what = `${title}: ${peers.join(goal.than?.as === 'ratio' ? ' / ' : ' − ')}`;
    return [`${goal.name}: ${what}`, bound(goal.must), bound(goal.aim), amount(goal, digits, measured), met];
  });
  return table(['goal', 'must', 'aim', 'measured', 'verdict'], lines);
}

function figureOf({ figures }: Row, name: string): Figure {
  return figures[name] ?? { title: name, digits: 2 };
}

function amount({ than, wanted }: Goal, digits: number, value: number): string {
  if (than?.as !== 'ratio') return value.toFixed(digits);
  // Small shares are told as one part of many.
  return wanted === 'atMost' && value < 0.1 ? `1/${(1 / value).toFixed(0)}` : value.toFixed(2);
}

function figureTable({ samples, titles }: Results, row: Row, name: string): string {
  const { title, digits } = figureOf(row, name);
  const [reference = ''] = row.peers;
  const own = median(samples.of(row, reference, name));
  const lines = row.peers.map((peer) => {
    const values = samples.of(row, peer, name);
    const middle = median(values);
    const range = `${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)}`;
    return [
      titles.get(peer) ?? peer,
      middle.toFixed(digits),
      range,
      peer === reference ? '' : ratio(own, middle),
    ];
  });
  return `**${title}**\n\n${table(['', 'median', 'min–max', `${titles.get(reference) ?? reference} / this`], lines)}`;
}

function ratio(own: number, other: number): string {
  if (other === 0) return '';
  const share = own / other;
  return share >= 10 ? share.toFixed(0) : share.toPrecision(2);
}

function foot(foreign: number | undefined): string {
  if (foreign === undefined) return 'What else ran on the machine is not known.';
  const share = `Other programs used ${(foreign * 100).toFixed(1)} % of the machine during the run`;
  return foreign > FOREIGN_LIMIT ? `**VOID**: ${share}; over 5 %, the figures say nothing.` : `${share}.`;
}
