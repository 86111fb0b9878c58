import { createHash } from 'node:crypto';
import type { Line } from '../socket/line.js';
import { complaints } from './complaint.js';
import { createDecoder, type LiveFormat, Undecodable } from './decoder.js';
import type { Ears } from './ears.js';
import { createOrder, type Order } from './order.js';
import type { Sound } from './samples.js';

/** Takes the audio of a client, and listens to it in the order of its messages. */
export interface Intake {
  /** What else is to be done, once all that came before has been listened to. */
  readonly order: Order;
  push(data: Buffer): void;
  /** Waits until what came has been decoded, and makes up its mind about it; to be called within the order. */
  settle(ended: boolean): Promise<void>;
  /** Of all the audio so far, in hexadecimal. */
  sha256(): string;
}

/**
 * @param onSlice called when so many seconds have been listened to
 * @param refuse called when it is no audio
 */
export function createIntake(
  line: Line,
  format: LiveFormat,
  ears: Ears,
  onSlice: (time: number) => void,
  refuse: (complaint: typeof complaints.undecodable) => void,
): Intake {
  const order = createOrder(line);
  const hash = createHash('sha256');
  const sounds: Sound[] = [];
  const listen = async (): Promise<void> => {
    for (let sound = sounds.shift(); sound !== undefined && !line.over.aborted; sound = sounds.shift()) {
      await ears.push(sound, (time) => {
        if (!line.over.aborted) onSlice(time);
      });
    }
  };
  const onSound = (sound: Sound): void => {
    sounds.push(sound);
    // What is decoded later than its message is listened to when it comes.
    order.add(listen);
  };
  const decoder = createDecoder(format, onSound, line.over);
  const decode = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
      await listen();
    } catch (error) {
      if (!(error instanceof Undecodable)) throw error;
      refuse(complaints.undecodable);
    }
  };
  return {
    order,
    push: (data) => {
      hash.update(data);
      order.add(() => decode(() => decoder.push(data)));
    },
    settle: async (ended) => {
      await decode(() => (ended ? decoder.end() : decoder.flush()));
      if (!line.over.aborted) await ears.settle();
    },
    sha256: () => hash.copy().digest('hex'),
  };
}
