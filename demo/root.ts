import path from 'node:path';

/** This checkout; the demo runs from `dist/demo`. */
export const ROOT = path.resolve(__dirname, '../..');
