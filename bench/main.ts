import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { loadRows, loadTitles } from './discover.js';
import { openBench } from './open-bench.js';
import { readOptions } from './options.js';
import { watchForeignCpu } from './report/foreign-cpu.js';
import { judge } from './report/goals.js';
import { toMarkdown } from './report/results.js';
import { ROOT } from './root.js';
import { takeSamples } from './samples.js';

// Ends as usual, so that nothing stays behind in the temporary folder.
process.on('SIGINT', () => process.exit(130));
void main();

async function main(): Promise<void> {
  const options = readOptions();
  const rows = loadRows(options.row);
  const started = performance.now();
  const bench = await openBench(options.seconds);
  const foreignCpu = watchForeignCpu(bench.pids);
  const samples = await takeSamples(rows, bench, options.rounds, (done) => process.stderr.write(done));
  const foreign = foreignCpu();
  await bench.close();

  const verdicts = rows.flatMap((row) => judge(row, samples));
  const minutes = (performance.now() - started) / 60_000;
  const report = toMarkdown({ rows, titles: loadTitles(rows), samples, verdicts, foreign, minutes, options });
  process.stdout.write(report);
  // Only what is whole is kept.
  if (!options.quick && !options.row) await writeFile(path.join(ROOT, 'bench/RESULTS.md'), report);
  process.exitCode = verdicts.some(({ met }) => met === 'MISSED') ? 1 : 0;
}
