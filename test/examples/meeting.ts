import type { Emulator } from '../../emulator/server.js';
import { silence, wavHeader } from '../helpers/recordings.js';

const TURNS = [
  ['aura-2-thalia-en', 'Welcome, everybody. Shall we begin?'],
  ['aura-2-draco-en', 'Not yet, please. I can hear nothing.'],
  ['aura-2-thalia-en', 'Then we wait for a while.'],
] as const;

/** A WAV in which two voices take turns. */
export async function meetingOf(emulator: Emulator): Promise<Buffer> {
  const pause = samplesOf(silence(1));
  const turns: Buffer[] = [];
  for (const [model, text] of TURNS) turns.push(samplesOf(await sayAs(emulator, model, text)), pause);
  const samples = Buffer.concat(turns);
  return Buffer.concat([wavHeader(samples.length), samples]);
}

async function sayAs({ url, key }: Emulator, model: string, text: string): Promise<Buffer> {
  const answer = await fetch(`${url}/v1/speak?model=${model}&encoding=linear16`, {
    method: 'POST',
    headers: { authorization: `Token ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  });
  return Buffer.from(await answer.arrayBuffer());
}

function samplesOf(wav: Buffer): Buffer {
  return wav.subarray(wavHeader(0).length);
}
