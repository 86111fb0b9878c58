/** Why a listen socket is closed: docs/stt-troubleshooting-websocket-data-and-net-errors. */
export interface Complaint {
  /** Of the close frame. */
  readonly close: number;
  /** Deepgram's own code. */
  readonly code: string;
  /** In the close frame. */
  readonly reason: string;
}

/** Whatever a listen socket complains of. */
export const complaints = {
  // The documentation says "cannot be decoded as audio"; the words on the wire are not published.
  undecodable: {
    close: 1008,
    code: 'DATA-0000',
    reason: 'DATA-0000: The payload cannot be decoded as audio.',
  },
  // Captured in deepgram-dotnet-sdk #133 and deepgram-python-sdk #319.
  noAnswer: {
    close: 1011,
    code: 'NET-0000',
    reason:
      'Deepgram did not provide a response message within the timeout window. See https://dpgr.am/net0000',
  },
  idle: {
    close: 1011,
    code: 'NET-0001',
    reason:
      'Deepgram did not receive audio data or a text message within the timeout window. See https://dpgr.am/net0001',
  },
  // Changelog 2026/7/14.
  noAudio: { close: 1011, code: 'NET-0002', reason: 'no_audio_timeout (NET-0002)' },
  // "The whole transcription stream is killed" (docs/callback); how is not published.
  callbackLost: { close: 1011, code: 'CALLBACK', reason: 'The WebSocket of the callback was lost.' },
} as const satisfies Readonly<Record<string, Complaint>>;
