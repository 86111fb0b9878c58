import { theRed } from './red.js';

/** What nodes have done with messages since somebody watches. */
export const sends = { messages: 0, clones: 0 };

/** These send what is no result: a status, an error, a text that is to be spoken. */
const OTHERS = ['status', 'catch', 'bench-source'];

/** Counts the results that the nodes of flows send, and what anybody clones. */
export function watchSends(): void {
  const RED = theRed();
  RED.hooks.add('onSend.bench', (events) => {
    sends.messages += events.filter(({ source }) => !OTHERS.includes(source.node.type)).length;
  });
  // The router calls it by this name, as nodes do.
  const { cloneMessage } = RED.util;
  RED.util.cloneMessage = (message: never) => {
    // A change node calls it for each text that it sets.
    if (typeof message === 'object') sends.clones += 1;
    return cloneMessage(message);
  };
}
