import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../helpers/root.js';

/** A text that people read. */
export function textOf(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

export const README = textOf('README.md');
export const CONTRIBUTING = textOf('CONTRIBUTING.md');

/** All that people read about the package, with the README's guides. */
export const PAGES: readonly string[] = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md'],
  ...readdirSync(path.join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** One of the guides in `docs/`. */
export function guide(name: string): string {
  return textOf(`docs/${name}.md`);
}

/** What stands between a heading and the next one of its level. */
export function sectionOf(heading: string, page = README): string {
  const [, section] = new RegExp(`\\n## ${heading}\\n([\\s\\S]*?)(?:\\n## |$)`).exec(page) ?? [];
  if (section === undefined) throw new Error(`There is no section ${heading}`);
  return section;
}

/** The code block of a language in a section. */
export function blockOf(section: string, language: string): string {
  const [, block] = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(section) ?? [];
  if (block === undefined) throw new Error(`The section has no block of ${language}`);
  return block;
}

/** The cells of each row of a page's tables whose first cell begins so. */
export function rowsOf(page: string, first: string): string[][] {
  return page
    .split('\n')
    .filter((line) => line.startsWith(`| ${first}`))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}
