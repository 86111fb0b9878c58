import assert from 'node:assert/strict';
import type { NodeRed, Received, Resources } from './node-red.js';

/** What a message to the node under test may end as. */
export interface Ending {
  outputs: Received[];
  error?: { code: string; message: string; cause: Record<string, unknown> };
}

/** Books what goes into a `speakFlow` or a `transcribeFlow` and what comes out of it: sent = complete + failed. */
export interface Ledger {
  /**
   * Sends one message and waits until it has ended.
   *
   * @param becomes - how many messages core nodes on the way to the node make of it
   */
  say(message: object, becomes?: number): Promise<Ending>;
  /** Sends messages, without waiting. */
  post(...messages: object[]): void;
  /** Sends messages and waits until all of them have ended. @returns what came out meanwhile */
  sayAll(messages: object[]): Promise<Ending>;
  /** Asserts that each message ended once, and that nothing is open that was not open at the start. */
  balance(): Promise<void>;
}

/**
 * Opens a ledger for a flow that was just deployed, after one message has warmed it up.
 *
 * @param warmUp - a message that succeeds, a sentence to speak unless told otherwise
 * @param becomes - how many messages core nodes on the way to the node make of that one
 */
export async function openLedger(
  nodeRed: NodeRed,
  warmUp: object = { payload: 'Ready.' },
  becomes = 1,
): Promise<Ledger> {
  let sent = 0;
  const ended = () => nodeRed.received('completed').length + nodeRed.received('caught').length;

  function post(...messages: object[]): void {
    sent += messages.length;
    nodeRed.send('in', ...messages);
  }

  async function sayAll(messages: object[], more = 0): Promise<Ending> {
    const before = { out: nodeRed.received('out').length, caught: nodeRed.received('caught').length };
    post(...messages);
    sent += more;
    await nodeRed.untilTrue(() => ended() >= sent);
    const caught = nodeRed.received('caught').slice(before.caught)[0];
    const outputs = nodeRed.received('out').slice(before.out);
    return caught ? { outputs, error: caught.error as NonNullable<Ending['error']> } : { outputs };
  }

  const say = (message: object, number = 1) => sayAll([message], number - 1);

  await say(warmUp, becomes);
  const start = await nodeRed.resources();
  return {
    say,
    post,
    sayAll: (messages) => sayAll(messages),
    async balance() {
      const { error } = await say(warmUp, becomes);
      assert.equal(error, undefined, 'the next message works without a deploy');
      assert.equal(ended(), sent, 'sent = complete + failed');
      const end = await nodeRed.resources();
      assert.doesNotMatch(nodeRed.log(), /MaxListenersExceededWarning/);
      assert.deepEqual(
        countable(end),
        countable(start),
        'sockets, timers, listeners and routes are as before',
      );
    },
  };
}

function countable({ sockets, timers, listeners, routes }: Resources): object {
  return { sockets, timers, listeners, routes };
}
