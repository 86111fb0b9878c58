import { WebSocket } from 'undici';

/** What the page of "Stream audio as it arrives" gets for a text: pieces of audio, then words. */
export async function listen(nodeRedUrl: string, text: string): Promise<{ pieces: Buffer[]; words: string }> {
  const socket = new WebSocket(`${nodeRedUrl.replace('http', 'ws')}/stream/audio`);
  socket.binaryType = 'arraybuffer';
  const pieces: Buffer[] = [];
  try {
    return await new Promise((resolve, reject) => {
      socket.addEventListener('open', () => socket.send(text));
      socket.addEventListener('error', () => reject(new Error('the WebSocket failed')));
      socket.addEventListener('message', ({ data }) => {
        if (typeof data === 'string') resolve({ pieces, words: data });
        else pieces.push(Buffer.from(data));
      });
    });
  } finally {
    socket.close();
  }
}
