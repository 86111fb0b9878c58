/** Run in a page: keeps the players that it makes, and counts the URLs of what it has in memory. */
export const WATCH = `
  window.players = [];
  window.Audio = class extends Audio {
    constructor(...source) {
      super(...source);
      // One that is only asked what it can play is none.
      this.addEventListener('playing', () => window.players.push(this));
    }
  };
  window.inMemory = 0;
  const { createObjectURL, revokeObjectURL } = URL;
  URL.createObjectURL = (object) => { window.inMemory += 1; return createObjectURL(object); };
  URL.revokeObjectURL = (url) => { window.inMemory -= 1; revokeObjectURL(url); };
`;

/** Tells the loudest sample of what is being played, 0 to 1. */
export const LOUDEST = `(async () => {
  const bytes = await (await fetch(window.players.at(-1).src)).arrayBuffer();
  const { decodeAudioData } = OfflineAudioContext.prototype;
  const decoded = await decodeAudioData.call(new OfflineAudioContext(1, 1, 44100), bytes);
  return decoded.getChannelData(0).reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), 0);
})()`;
