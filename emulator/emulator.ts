import type { Accepted } from './callback/accepted.js';
import type { Delivery, DeliveryPredicate } from './callback/delivery.js';
import type { CallbackOptions } from './callback/options.js';
import type { Fault, FaultHandle } from './faults/fault.js';
import type { ListenStreamOptions } from './listen-stream/options.js';
import type { RecordedRequest, RequestPredicate } from './requests.js';
import type { SocketOptions } from './socket/options.js';
import type { RecordedSocket, SocketPredicate } from './socket/record.js';
import type { SpeakStreamOptions } from './speak-stream/options.js';

/** How an emulator is started. */
export interface EmulatorOptions {
  /** 0, which is also the default: any free one. */
  readonly port?: number;
  /** 127.0.0.1 where it is left out. */
  readonly host?: string;
  /** The API key it accepts; `emulator-key` where it is left out. */
  readonly key?: string;
  /** The short-lived JWT it accepts as `Bearer`; `emulator-token` where it is left out. */
  readonly token?: string;
  /** How many requests, deliveries and sockets of each are remembered; 10,000 where it is left out. */
  readonly remember?: number;
  /** In bytes; Deepgram's 2 GB where it is left out. */
  readonly uploadLimit?: number;
  /** How callbacks are made. */
  readonly callbacks?: CallbackOptions;
  /** How all WebSockets behave. */
  readonly sockets?: SocketOptions;
  /** How those of `/v1/speak` and `/v2/speak` behave. */
  readonly speakStream?: SpeakStreamOptions;
  /** How those of `/v1/listen` and `/v2/listen` behave. */
  readonly listenStream?: ListenStreamOptions;
  /** Serves HTTPS with this key and certificate, in PEM. */
  readonly tls?: { readonly key: string | Buffer; readonly cert: string | Buffer };
}

/** Deepgram on your desk. */
export interface Emulator {
  /** Without a slash at its end, e.g. `http://127.0.0.1:8787`. */
  readonly url: string;
  readonly port: number;
  readonly key: string;
  readonly token: string;
  /** All requests but those to the emulator itself, in the order of their arrival. */
  readonly requests: readonly RecordedRequest[];
  /** The requests that were acknowledged with a callback in them, delivered or not. */
  readonly accepted: readonly Accepted[];
  /** All attempts to deliver, in the order they began. */
  readonly deliveries: readonly Delivery[];
  /** All WebSockets, refused ones too, in the order of their handshakes; they are not among the requests. */
  readonly sockets: readonly RecordedSocket[];
  /** Lets something go wrong for the next request or delivery, or for some of those to come. */
  fault(fault: Fault): FaultHandle;
  /** Takes all faults back and lets go on what is held. */
  clearFaults(): void;
  /**
   * Forgets what was said in this process: speech that is heard from now on is not mistaken for a part of it. What it
   * has forgotten it does not understand.
   */
  forgetSpeech(): void;
  /** The first request, recorded already or still to come, that fits and whose body has been read. */
  waitForRequest(fits?: RequestPredicate): Promise<RecordedRequest>;
  /** The same for a request that the client left before its answer was complete. */
  waitForAbort(fits?: RequestPredicate): Promise<RecordedRequest>;
  /** The same for a request whose answer is over. */
  waitForEnd(fits?: RequestPredicate): Promise<RecordedRequest>;
  /** The first attempt to deliver, recorded already or still to come, that fits and is over. */
  waitForDelivery(fits?: DeliveryPredicate): Promise<Delivery>;
  /**
   * The first socket that was opened or refused and that fits, now or later: it is looked at after everything
   * that happens to it.
   */
  waitForSocket(fits?: SocketPredicate): Promise<RecordedSocket>;
  /** The same for a socket that was open and has ended. */
  waitForSocketEnd(fits?: SocketPredicate): Promise<RecordedSocket>;
  /** Those that clients have opened. */
  openConnections(): number;
  /** How many WebSockets are open. */
  openSockets(): number;
  /** Ends everything at once: connections, sockets, encoders, deliveries and what is held; all waits reject. */
  close(): Promise<void>;
}
