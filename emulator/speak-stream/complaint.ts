/** Why a speak socket is closed: docs/tts-troubleshooting-websocket-net-and-data-errors, docs/flux-tts. */
export interface Complaint {
  /** Of the close frame. */
  readonly close: number;
  /** Deepgram's own code. */
  readonly code: string;
  /** As the documentation's table has it; whether the wire has more than the code is not published. */
  readonly text: string;
}

/** Whatever a speak socket complains of. */
export const complaints = {
  binary: {
    close: 1003,
    code: 'MESSAGE-0000',
    text: "Input message isn't a supported websocket message type.",
  },
  unknown: { close: 1008, code: 'DATA-0000', text: "Input message isn't recognized as a valid command." },
  tooMuchText: {
    close: 1008,
    code: 'DATA-0001',
    text: 'Too many input characters submitted in recent time window.',
  },
  controls: { close: 1008, code: 'DATA-0002', text: 'Malformed inline control.' },
  bigMessage: { close: 1009, code: 'BIG-0000', text: 'Input message is too large.' },
  bigText: { close: 1009, code: 'BIG-0001', text: 'Input text has too many characters.' },
  noMessage: { close: 1011, code: 'NET-0001', text: 'Failed to receive message.' },
  tooLong: { close: 1011, code: 'NET-0003', text: 'Time limit exceeded.' },
  inactive: { close: 1011, code: 'NET-0004', text: 'Inactive client.' },
  // On `/v2/speak`, where it stands for a message that is no JSON as well.
  unparseable: { close: 1003, code: 'MESSAGE-0000', text: 'The message could not be parsed.' },
} as const satisfies Readonly<Record<string, Complaint>>;

/** The reason in the close frame: it begins with the code. */
export function reasonOf({ code, text }: Complaint): string {
  return `${code}: ${text}`;
}
