import path from 'node:path';

/** The repository; tests run from `dist/test`. */
export const ROOT = path.resolve(__dirname, '../../..');
