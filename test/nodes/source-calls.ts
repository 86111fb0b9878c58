/**
 * What is asked of the catalogs in one piece of source: the first argument of a call, or of `sharedText` the second.
 * Keys are what stands there in quotes, `errors.keyMissing`; patterns have a star for each gap of a template,
 * `status.*`.
 */
export interface Asked {
  readonly keys: readonly string[];
  readonly patterns: readonly string[];
}

/** The source of each argument of the calls that a pattern finds; the pattern ends with the opening parenthesis. */
export function callsOf(source: string, opening: RegExp): { match: RegExpMatchArray; args: string[] }[] {
  return [...source.matchAll(opening)].map((match) => ({
    match,
    args: argumentsAt(source, match.index + match[0].length),
  }));
}

/** The keys and patterns in the source of an argument: of `a(x) === 'b' ? 'c' : 'd'` those that may come out. */
export function askedIn(argument: string): Asked {
  const keys: string[] = [];
  const patterns: string[] = [];
  for (let at = 0; at < argument.length; at++) {
    const quote = argument[at];
    // What is handed to another function is no key.
    if (quote === '(' && /[\w)\]]/.test(argument[at - 1] ?? '')) at = endOfCall(argument, at);
    if (quote !== "'" && quote !== '`') continue;
    const end = endOfText(argument, at);
    const text = argument.slice(at + 1, end);
    const isCompared = /[=!]==\s*$/.test(argument.slice(0, at));
    const pattern = withStars(text);
    if (quote === '`' && pattern !== text) patterns.push(pattern);
    else if (!isCompared) keys.push(text);
    at = end;
  }
  return { keys, patterns };
}

function argumentsAt(source: string, start: number): string[] {
  const args: string[] = [];
  let from = start;
  let depth = 0;
  for (let at = start; at < source.length; at++) {
    const character = source[at] ?? '';
    if (character === "'" || character === '`') at = endOfText(source, at);
    else if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character) && depth-- === 0) return [...args, source.slice(from, at)];
    else if (character === ',' && depth === 0) {
      args.push(source.slice(from, at));
      from = at + 1;
    }
  }
  return args;
}

/** Where the call ends whose parenthesis opens here. */
function endOfCall(source: string, start: number): number {
  return start + 1 + argumentsAt(source, start + 1).join(',').length;
}

/** Where the text ends that begins at a quotation mark. */
function endOfText(source: string, start: number): number {
  const quote = source[start];
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] === '\\') at++;
    else if (source[at] === quote) return at;
    else if (quote === '`' && source.startsWith('${', at)) at = endOfGap(source, at);
  }
  return source.length;
}

/** Where the gap of a template ends that begins at `${`. */
function endOfGap(source: string, start: number): number {
  let depth = 0;
  for (let at = start + 1; at < source.length; at++) {
    const character = source[at] ?? '';
    if (character === "'" || character === '`') at = endOfText(source, at);
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return at;
  }
  return source.length;
}

function withStars(template: string): string {
  let stars = '';
  for (let at = 0; at < template.length; at++) {
    if (template.startsWith('${', at)) {
      at = endOfGap(template, at);
      stars += '*';
    } else stars += template[at];
  }
  return stars;
}
