/**
 * Writes parameters as Deepgram reads them: an array repeats its parameter, booleans are lower-case words,
 * and what is blank is not sent at all (a blank `sample_rate=` would be refused).
 *
 * @returns the query with its leading `?`, or an empty string
 */
export function toQuery(parameters: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null && item !== '') query.append(name, String(item));
    }
  }
  return query.size > 0 ? `?${query}` : '';
}
