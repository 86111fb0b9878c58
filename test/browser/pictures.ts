/** The pictures of the README and the guides: `docs/<name>-light.png` and `docs/<name>-dark.png`. */
export const PICTURES = ['editor', 'account', 'voices', 'transcribe', 'callbacks'] as const;

/** By which light each is taken. */
export const LIGHTS = ['light', 'dark'] as const;

/** Bytes that a picture may have: pages that show several are to open quickly. */
export const PICTURE_LIMIT = 150_000;
