import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../helpers/root.js';

export const README = readFileSync(path.join(ROOT, 'README.md'), 'utf8');

/** What stands between a heading and the next one of its level. */
export function sectionOf(heading: string): string {
  const [, section] = new RegExp(`\\n## ${heading}\\n([\\s\\S]*?)\\n## `).exec(README) ?? [];
  if (section === undefined) throw new Error(`The README has no section ${heading}`);
  return section;
}

/** The code block of a language in a section. */
export function blockOf(section: string, language: string): string {
  const [, block] = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(section) ?? [];
  if (block === undefined) throw new Error(`The section has no block of ${language}`);
  return block;
}
