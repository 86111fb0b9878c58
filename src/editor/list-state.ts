import { isBlank } from '../transcribe/check.js';

/** How a parameter that may be a list stands: not set, on, off, or a list of entries. */
export type ListState = '' | 'true' | 'false' | 'list';

/**
 * How a value stands.
 *
 * @param listing - true where a person is about to type entries, and has typed none yet
 */
export function stateOf(value: unknown, orBoolean: boolean, listing: boolean): ListState {
  if (orBoolean && (String(value) === 'true' || String(value) === 'false'))
    return String(value) === 'true' ? 'true' : 'false';
  return isBlank(value) && !listing ? '' : 'list';
}

/** The entries of a value as lines of a textarea. */
export function linesOf(value: unknown): string {
  return entriesOf(value).join('\n');
}

/** What lines of a textarea set: a single entry by itself, several as a list, none as nothing. */
export function valueFrom(lines: string): string | string[] | undefined {
  const entries = lines
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  return entries.length > 1 ? entries : entries[0];
}

/** The lines with an entry added at their end, or taken away where it is there already. */
export function toggled(lines: string, entry: string): string {
  const entries = entriesOf(valueFrom(lines));
  const kept = entries.filter((each) => each !== entry);
  return (kept.length < entries.length ? kept : [...entries, entry]).join('\n');
}

/** Whether lines have an entry. */
export function hasEntry(lines: string, entry: string): boolean {
  return entriesOf(valueFrom(lines)).includes(entry);
}

function entriesOf(value: unknown): string[] {
  const items = Array.isArray(value) ? value : [value];
  return items
    .filter((item) => !isBlank(item))
    .map((item) => (typeof item === 'object' ? JSON.stringify(item) : String(item)));
}
