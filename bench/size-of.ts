/** Looks at a result as a flow would: at the length of audio, or at the text of a transcript. */
export function sizeOf(payload: unknown): number {
  if (Buffer.isBuffer(payload) || typeof payload === 'string') return payload.length;
  return textOf(payload as Transcript).length;
}

function textOf({ results }: Transcript): string {
  return results.channels[0].alternatives[0].transcript;
}

interface Transcript {
  readonly results: { readonly channels: [{ readonly alternatives: [{ readonly transcript: string }] }] };
}
