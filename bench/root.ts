import path from 'node:path';

/** The repository; the benchmark runs from `dist/bench`. */
export const ROOT = path.resolve(__dirname, '../..');
