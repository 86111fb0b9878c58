import { type AccountDefinition, type AccountNode, readAccountSettings } from './account-node.js';
import type { Definition, Red } from './runtime.js';
import { withVariables } from './variables.js';

/** What is deployed of an account. */
export type DeployedAccount = Pick<AccountNode, 'settings' | 'credentials'>;

const TYPE = 'deepgram-config';

/**
 * An account as it is deployed, also where Node-RED has made no node of it: in the template of a subflow, disabled, or
 * on a tab that is disabled. Of the variables in such a one, those of its tab or subflow are not known here.
 *
 * @returns undefined where there is none
 */
export function deployedAccount(RED: Red, id: string | undefined): DeployedAccount | undefined {
  const node = RED.nodes.getNode(id) as Partial<AccountNode> | null | undefined;
  if (node) return node.type === TYPE && node.settings ? (node as AccountNode) : undefined;
  let found: Readonly<Definition> | undefined;
  RED.nodes.eachNode((definition) => {
    if (definition.id === id && definition.type === TYPE) found = definition;
  });
  if (!found) return undefined;
  const definition = withVariables(RED, found) as AccountDefinition;
  const credentials: { apiKey?: string } = withVariables(RED, RED.nodes.getCredentials(found.id) ?? {});
  return { credentials, settings: () => readAccountSettings(RED, { credentials }, definition) };
}
