import { theRed } from './red.js';

/** What nodes have done with messages since somebody watches. */
export const sends = { messages: 0, clones: 0 };

/** Counts what the nodes of flows send, but for Status and Catch nodes, and what anybody clones. */
export function watchSends(): void {
  const RED = theRed();
  RED.hooks.add('onSend.bench', (events) => {
    sends.messages += events.filter(({ source }) => !['status', 'catch'].includes(source.node.type)).length;
  });
  // The router calls it by this name, as nodes do.
  const { cloneMessage } = RED.util;
  RED.util.cloneMessage = (message: never) => {
    // A change node calls it for each text that it sets.
    if (typeof message === 'object') sends.clones += 1;
    return cloneMessage(message);
  };
}
