import './red.js';

/** What many nodes have, and mean nothing by its absence. */
const IN_ALL = { name: '', account: '' } as const;

/**
 * Keeps the editor from writing properties that a node of an older flow lacks, as long as they are to have the
 * value that counts for a missing one anyway: a look into the dialog, left with Done, then changes nothing.
 * Called just before the editor reads the fields, and finds them by their ids.
 *
 * @param prefix - what those begin with: another one in the dialog of a config node
 */
export function leaveOutMissing(
  node: object,
  defaults: Readonly<Record<string, string>>,
  prefix: 'node-input' | 'node-config-input' = 'node-input',
): void {
  for (const [property, preset] of Object.entries({ ...IN_ALL, ...defaults })) {
    if (Reflect.get(node, property) !== undefined) continue;
    const input = document.getElementById(`${prefix}-${property}`);
    if (!(input instanceof HTMLInputElement || input instanceof HTMLSelectElement)) continue;
    if (isPreset(input, preset)) input.removeAttribute('id');
  }
}

function isPreset(input: HTMLInputElement | HTMLSelectElement, preset: string): boolean {
  if (input.type === 'checkbox') return input.matches(':checked') === (preset === 'true');
  // `_ADD_` is how the editor's select of config nodes says "none".
  return input.value === preset || (preset === '' && input.value === '_ADD_');
}
