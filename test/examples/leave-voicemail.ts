/** Hands a recording in, as the telephone system of "Voicemail by callback" does. */
export async function leaveVoicemail(
  nodeRedUrl: string,
  recording?: Buffer,
  from?: string,
): Promise<{ status: number; answer: Record<string, unknown> }> {
  const form = new FormData();
  if (recording) form.append('recording', new Blob([new Uint8Array(recording)]), 'message.wav');
  if (from) form.append('from', from);
  const answer = await fetch(`${nodeRedUrl}/voicemail`, { method: 'POST', body: form });
  return { status: answer.status, answer: (await answer.json()) as Record<string, unknown> };
}
