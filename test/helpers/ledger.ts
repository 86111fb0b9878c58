import assert from 'node:assert/strict';
import type { NodeRed, Received, Resources } from './node-red.js';

/** What a message to `speak` may end as. */
export interface Ending {
  outputs: Received[];
  error?: { code: string; message: string; cause: Record<string, unknown> };
}

/** Books what goes into a `speakFlow` and what comes out of it: sent = complete + failed. */
export interface Ledger {
  /** Sends one message and waits until it has ended. */
  say(message: object): Promise<Ending>;
  /** Sends messages, without waiting. */
  post(...messages: object[]): void;
  /** Sends messages and waits until all of them have ended. */
  sayAll(messages: object[]): Promise<void>;
  /** Asserts that each message ended once, and that nothing is open that was not open at the start. */
  balance(): Promise<void>;
}

/** Opens a ledger for a flow that was just deployed, after one sentence has been spoken to warm it up. */
export async function openLedger(nodeRed: NodeRed, warmUp: object = { payload: 'Ready.' }): Promise<Ledger> {
  let sent = 0;
  const ended = () => nodeRed.received('completed').length + nodeRed.received('caught').length;

  function post(...messages: object[]): void {
    sent += messages.length;
    nodeRed.send('in', ...messages);
  }

  async function sayAll(messages: object[]): Promise<void> {
    post(...messages);
    await nodeRed.untilTrue(() => ended() >= sent);
  }

  async function say(message: object): Promise<Ending> {
    const before = { out: nodeRed.received('out').length, caught: nodeRed.received('caught').length };
    await sayAll([message]);
    const caught = nodeRed.received('caught').slice(before.caught)[0];
    const outputs = nodeRed.received('out').slice(before.out);
    return caught ? { outputs, error: caught.error as NonNullable<Ending['error']> } : { outputs };
  }

  await say(warmUp);
  const start = await nodeRed.resources();
  return {
    say,
    post,
    sayAll,
    async balance() {
      const { error } = await say(warmUp);
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
