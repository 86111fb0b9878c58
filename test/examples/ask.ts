import type { Emulator } from '../../emulator/server.js';

/** Asks for speech as another program does: with its own key, and the result delivered elsewhere. */
export async function askForDelivery({ url, key }: Emulator, text: string, callback: string): Promise<void> {
  const answer = await fetch(
    `${url}/v1/speak?model=aura-2-thalia-en&callback=${encodeURIComponent(callback)}`,
    { method: 'POST', headers: { authorization: `Token ${key}`, 'content-type': 'text/plain' }, body: text },
  );
  if (!answer.ok) throw new Error(`not accepted: ${answer.status} ${await answer.text()}`);
}
