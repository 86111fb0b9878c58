import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { nodeRedUnderTest } from '../helpers/node-red-under-test.js';
import { ROOT } from '../helpers/root.js';

const run = promisify(execFile);

/**
 * The npm that runs the tests, on the Node.js that Node-RED will run on: what is installed depends on it. A
 * bare `npm` would be one that came along with a dev dependency.
 */
const NPM = process.env.npm_execpath ? [nodeRedUnderTest().node, process.env.npm_execpath] : ['npm'];

/** Packs what has been built. @returns the tarball's name in `folder`, and the files in it */
export async function pack(folder: string): Promise<{ name: string; files: string[] }> {
  const options = ['--json', '--ignore-scripts', '--pack-destination', folder];
  const stdout = await npm(['pack', ...options], ROOT);
  const [packed] = JSON.parse(stdout) as { filename: string; files: { path: string }[] }[];
  if (!packed) throw new Error('npm packed nothing');
  return { name: packed.filename, files: packed.files.map(({ path }) => path).sort() };
}

/** Runs npm. What it prints when it fails is left out but for the code: it may name registries. */
export async function npm(args: string[], cwd: string): Promise<string> {
  try {
    const [command = 'npm', ...script] = NPM;
    return (await run(command, [...script, ...args], { cwd })).stdout;
  } catch (error) {
    const printed = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
    const [code = 'no code'] = /npm (?:error|ERR!) code \S+/.exec(printed) ?? [];
    throw new Error(`npm ${args[0]} failed: ${code}`);
  }
}
