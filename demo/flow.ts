import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from './root.js';

/** A node as flow files have it. */
export interface FlowNode {
  id: string;
  type: string;
  [property: string]: unknown;
}

const EXAMPLES = [
  'Speak in a web page',
  'Transcribe in a web page',
  'Speak while you type',
  'Live captions in a web page',
];

/** Where the examples' pages are, below Node-RED's address. */
export const PAGES = {
  speak: '/speak',
  transcribe: '/transcribe',
  live: '/live',
  captions: '/captions',
} as const;

/** Names of the environment variables by which the demo's account is told what it speaks with at this start. */
export const ACCOUNT_ENVIRONMENT = { url: 'DEMO_DEEPGRAM_URL', key: 'DEMO_DEEPGRAM_KEY' } as const;

/** Name of the one by which its callback address is told how the service reaches the demo. */
export const PUBLIC_URL_ENVIRONMENT = 'DEMO_PUBLIC_URL';

/** The example flows, their account pointed at whatever service is behind the demo, and that pointed back. */
export async function demoFlow(): Promise<FlowNode[]> {
  const flows = await Promise.all(EXAMPLES.map(readExample));
  // They have the same account.
  const nodes = new Map(flows.flat().map((node) => [node.id, node])).values();
  const { url, key } = ACCOUNT_ENVIRONMENT;
  const settings: Readonly<Record<string, object>> = {
    'deepgram-config': { name: 'Demo', url: `\${${url}}`, credentials: { apiKey: `\${${key}}` } },
    'deepgram-callback-endpoint': { name: 'Demo', publicUrl: `\${${PUBLIC_URL_ENVIRONMENT}}` },
  };
  return Array.from(nodes, (node) => ({ ...node, ...settings[node.type] }));
}

async function readExample(name: string): Promise<FlowNode[]> {
  return JSON.parse(await readFile(path.join(ROOT, 'examples', `${name}.json`), 'utf8'));
}
