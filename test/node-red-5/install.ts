import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, open, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { NODE_RED_5 } from '../helpers/node-red-under-test.js';

const PACKAGES = ['node@24', 'node-red@5'];

/** Brings Node-RED 5 and Node 24 into their folder. What is there from an earlier run stays as it is. */
export async function installNodeRed5(): Promise<void> {
  const { folder } = NODE_RED_5;
  if (await isComplete()) return;
  await mkdir(folder, { recursive: true });
  // Without a package.json of its own, npm would install into the repository around it.
  await writeFile(path.join(folder, 'package.json'), '{ "private": true }');
  const report = path.join(folder, 'install.log');
  const file = await open(report, 'w');
  const [command, ...args] = npm('install', '--no-audit', '--no-fund', ...PACKAGES);
  const npmProcess = spawn(command, args, { cwd: folder, stdio: ['ignore', file.fd, file.fd] });
  const [code] = await once(npmProcess, 'exit');
  await file.close();
  if (code !== 0) throw new Error(`Node-RED 5 could not be installed, see ${report}`);
}

/** npm writes the list of what it has installed last of all. */
async function isComplete(): Promise<boolean> {
  const needed = [path.join(NODE_RED_5.folder, 'node_modules/.package-lock.json'), NODE_RED_5.node];
  try {
    await Promise.all([...needed, NODE_RED_5.command].map((file) => access(file)));
    return true;
  } catch {
    return false;
  }
}

/** The npm that runs this script, or else the one on the path. */
function npm(...args: string[]): [command: string, ...args: string[]] {
  const script = process.env.npm_execpath;
  return script ? [process.execPath, script, ...args] : ['npm', ...args];
}
