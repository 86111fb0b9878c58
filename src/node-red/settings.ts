/**
 * A number from a setting. Flows of all ages hold numbers, text from `${ENV}`, blanks, or nothing.
 */
export function numberOr(value: unknown, fallback: number): number {
  const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value ?? Number.NaN);
  return Number.isFinite(number) ? number : fallback;
}

/** Whether a setting holds parameters of Deepgram. */
export function isParameters(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
