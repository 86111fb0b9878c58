import { createContext, runInContext } from 'node:vm';

/** What a node's html tells the editor about a type, as far as the Flow Library's scorecard reads it. */
export interface Registration {
  readonly type: string;
  readonly category: string;
  readonly defaults: Readonly<Record<string, object>>;
  readonly icon?: string;
  readonly color?: string;
  readonly inputs?: number;
  readonly outputs?: number;
}

/**
 * Runs the inline scripts of a node's html as the scorecard reads them: by themselves, without the modules
 * beside them. A registration that was made elsewhere is not found.
 */
export function registrationsOf(html: string): Registration[] {
  const found: Registration[] = [];
  const registerType = (type: string, definition: Omit<Registration, 'type'>) =>
    found.push({ type, ...definition });
  const context = createContext({ RED: { nodes: { registerType } } });
  for (const [, script = ''] of html.matchAll(/<script type="text\/javascript">([\s\S]*?)<\/script>/g)) {
    runInContext(script, context);
  }
  return found;
}

/** The addresses from which a node's html loads modules. */
export function modulesOf(html: string): string[] {
  return [...html.matchAll(/<script[^>]* src="([^"]+)"/g)].map(([, source = '']) => source);
}
