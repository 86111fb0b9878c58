import { startEmulator } from '../emulator/server.js';

/** What speaks. */
export interface Service {
  /** For people. */
  readonly name: string;
  readonly url: string;
  /** Blank where the account finds it by itself, in `DEEPGRAM_API_KEY`. */
  readonly key: string;
  close(): Promise<void>;
}

/** Deepgram for those who have a key, the emulator for all others. */
export async function openService(apiKey: string | undefined): Promise<Service> {
  if (apiKey?.trim()) {
    const url = 'https://api.deepgram.com';
    return {
      name: `Deepgram (${url}), with your DEEPGRAM_API_KEY`,
      url,
      key: '',
      close: () => Promise.resolve(),
    };
  }
  const { url, key, close } = await startEmulator({ remember: 100, callbacks: { anyPort: true } });
  return {
    name: `the emulator on this machine (${url}); set DEEPGRAM_API_KEY for Deepgram`,
    url,
    key,
    close,
  };
}
