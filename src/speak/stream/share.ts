import type { DeepgramError } from '../../client/errors.js';

/** A message that is to be spoken. */
export interface Input {
  /**
   * Ends it, exactly once: when all of its text has been spoken or cleared, or an utterance that it began failed.
   */
  end(error?: DeepgramError): void;
}

/** One message's share in what is spoken: it may have parts in several utterances. */
export interface Share<Message extends Input = Input> {
  readonly input: Message;
  /** One more piece of its text is on its way. */
  hold(): void;
  /** A piece of its text is done with. */
  release(error?: DeepgramError): void;
}

/** Opens a message's share, with one piece held. */
export function openShare<Message extends Input>(input: Message): Share<Message> {
  let held = 1;
  let failure: DeepgramError | undefined;
  return {
    input,
    hold() {
      held += 1;
    },
    release(error) {
      failure ??= error;
      held -= 1;
      if (held === 0) input.end(failure);
    },
  };
}
