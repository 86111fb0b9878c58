import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from './root.js';

/** A node as flow files have it. */
export interface FlowNode {
  type: string;
  [property: string]: unknown;
}

const EXAMPLE = path.join(ROOT, 'examples', 'Speak in a web page.json');

/** Where the example's page is, below Node-RED's address. */
export const PAGE = '/speak';

/** Names of the environment variables by which the demo's account is told what it speaks with at this start. */
export const ACCOUNT_ENVIRONMENT = { url: 'DEMO_DEEPGRAM_URL', key: 'DEMO_DEEPGRAM_KEY' } as const;

/** Name of the one by which its callback address is told how the service reaches the demo. */
export const PUBLIC_URL_ENVIRONMENT = 'DEMO_PUBLIC_URL';

/** The example flow, its account pointed at whatever service is behind the demo, and that pointed back. */
export async function demoFlow(): Promise<FlowNode[]> {
  const nodes: FlowNode[] = JSON.parse(await readFile(EXAMPLE, 'utf8'));
  const { url, key } = ACCOUNT_ENVIRONMENT;
  const settings: Readonly<Record<string, object>> = {
    'deepgram-config': { name: 'Demo', url: `\${${url}}`, credentials: { apiKey: `\${${key}}` } },
    'deepgram-callback-endpoint': { name: 'Demo', publicUrl: `\${${PUBLIC_URL_ENVIRONMENT}}` },
  };
  return nodes.map((node) => ({ ...node, ...settings[node.type] }));
}
