import { isUint8Array } from 'node:util/types';
import { DeepgramError } from '../client/errors.js';
import { createOnceEach } from './once-each.js';
import { evaluateAtOnce, type Property } from './property.js';
import type { Message, Node, Red } from './runtime.js';
import { nameOf } from './texts.js';

/** Reads the pieces of audio that messages bring. */
export interface AudioPieces {
  /**
   * The audio of a message; undefined where there is none.
   *
   * @throws DeepgramError BAD_REQUEST for what is no audio, once for each session
   */
  read(session: string, message: Message): Promise<Uint8Array | undefined>;
  /** The same of a message with an action: what comes with that may be anything. */
  readIfAny(message: Message): Promise<Uint8Array | undefined>;
  /** A session is over, or all are: the next one of its name is told again. */
  forget(session?: string): void;
}

/** @param property - where messages have their audio */
export function createAudioPieces(RED: Red, node: Node, property: Property): AudioPieces {
  /** Sessions that were told that text is no audio. */
  const told = createOnceEach();

  async function readOrNothing(message: Message): Promise<unknown> {
    try {
      return await evaluateAtOnce(RED, node, property, message);
    } catch {
      return undefined;
    }
  }

  return {
    async read(session, message) {
      const value = await evaluateAtOnce(RED, node, property, message);
      if (isUint8Array(value)) return value.length > 0 ? value : undefined;
      const isNothing = value === undefined || value === null || value === '';
      if (isNothing || !told.isFirst(session)) return undefined;
      throw new DeepgramError('BAD_REQUEST', 'audioNotBuffer', { property: nameOf(property) });
    },
    async readIfAny(message) {
      const value = await readOrNothing(message);
      return isUint8Array(value) && value.length > 0 ? value : undefined;
    },
    forget: told.forget,
  };
}
