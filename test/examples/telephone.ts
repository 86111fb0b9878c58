import { type Client, openClient } from './client.js';

/** A message to a telephone line, as Twilio's media streams have them. */
export interface LineMessage {
  readonly at: number;
  readonly event: string;
  readonly streamSid: string;
  /** Of a `media`. */
  readonly frame: Buffer;
}

/** A telephone line that is connected to an example. */
export interface Telephone extends Pick<Client, 'until' | 'leave'> {
  messages(): LineMessage[];
  /** Somebody calls. */
  call(streamSid: string): void;
  /** The caller presses a key. */
  press(digit: string, streamSid: string): void;
  /** The caller speaks: µ-law, in frames of 20 ms. */
  speak(audio: Buffer, streamSid: string): void;
  hangUp(streamSid: string): void;
}

/** Bytes of 20 ms. */
const FRAME = 160;

/** Connects. @param path - of the websocket listener */
export async function openTelephone(nodeRedUrl: string, path: string): Promise<Telephone> {
  const { received, send, until, leave } = await openClient(nodeRedUrl, path);
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
    speak(audio, streamSid) {
      for (let at = 0; at < audio.length; at += FRAME) {
        const payload = audio.subarray(at, at + FRAME).toString('base64');
        send({ event: 'media', streamSid, media: { track: 'inbound', payload } });
      }
    },
    hangUp: (streamSid) => send({ event: 'stop', streamSid, stop: { callSid: 'CA1' } }),
  };
}
