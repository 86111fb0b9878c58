import { type Client, openClient } from './client.js';

/** A message to a telephone line, as Twilio's media streams have them. */
export interface LineMessage {
  readonly at: number;
  readonly event: string;
  readonly streamSid: string;
  /** Of a `media`. */
  readonly frame: Buffer;
}

/** A telephone line that is connected to "Telephony frames". */
export interface Telephone extends Pick<Client, 'until' | 'leave'> {
  messages(): LineMessage[];
  /** Somebody calls. */
  call(streamSid: string): void;
  /** The caller presses a key. */
  press(digit: string, streamSid: string): void;
}

export async function openTelephone(nodeRedUrl: string): Promise<Telephone> {
  const { received, send, until, leave } = await openClient(nodeRedUrl, '/telephone');
  send({ event: 'connected', protocol: 'Call', version: '1.0.0' });
  return {
    until,
    leave,
    messages: () =>
      received.map(({ at, data }) => {
        const { event, streamSid, media } = JSON.parse(String(data));
        return { at, event, streamSid, frame: Buffer.from(media?.payload ?? '', 'base64') };
      }),
    call: (streamSid) => send({ event: 'start', sequenceNumber: '1', start: { streamSid }, streamSid }),
    press: (digit, streamSid) =>
      send({ event: 'dtmf', sequenceNumber: '9', streamSid, dtmf: { track: 'inbound_track', digit } }),
  };
}
