import type { DeepgramError } from '../../client/errors.js';
import type { Input, Share } from './share.js';

/** Text that came with one message; each run is one piece of that message's share. */
export interface Run<Message extends Input = Input> {
  readonly text: string;
  readonly share: Share<Message>;
}

/** The text of several messages in a row. */
export function textOf(runs: readonly Run[]): string {
  return runs.map(({ text }) => text).join('');
}

/** Cuts after so many UTF-16 code units. @returns what is before, and what is behind */
export function cutRuns<Message extends Input>(
  runs: readonly Run<Message>[],
  length: number,
): [Run<Message>[], Run<Message>[]] {
  const before: Run<Message>[] = [];
  const behind: Run<Message>[] = [];
  let left = length;
  for (const run of runs) {
    const { text, share } = run;
    if (left >= text.length) before.push(run);
    else if (left <= 0) behind.push(run);
    else {
      share.hold();
      before.push({ text: text.slice(0, left), share });
      behind.push({ text: text.slice(left), share });
    }
    left -= text.length;
  }
  return [before, behind];
}

/** Is done with text. @param error - why; it goes to the message that began it, the others are completed */
export function releaseRuns(runs: readonly Run[], error?: DeepgramError): void {
  const [first, ...others] = runs;
  first?.share.release(error);
  for (const { share } of others) share.release();
}
