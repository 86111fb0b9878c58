import type { Arrival, CallbackTaker } from '../callback/arrival.js';
import type { Endpoint } from '../callback/endpoint.js';
import type { Job, Submitter } from '../callback/job.js';
import type { LiveStream } from '../callback/live-stream.js';
import { DeepgramError } from '../client/errors.js';
import { arrivalMessages, lastMessages } from './arrival-message.js';
import type { CallbackEndpointNode } from './callback-endpoint.js';
import { createCallbackStatus, type PendingJobs } from './callback-status.js';
import { restore } from './restore.js';
import type { Definition, Node, Red } from './runtime.js';
import { inWords } from './texts.js';

/** The settings of a deepgram-callback-in node, as flows are saved with them. */
export interface CallbackInDefinition extends Definition {
  endpoint?: string;
  scope?: unknown;
  ack?: string;
}

/** Lets a deepgram-callback-in node take the deliveries of its endpoint, until it is closed. */
export function takeDeliveries(RED: Red, node: Node, definition: CallbackInDefinition): void {
  const status = createCallbackStatus(RED, node);
  let leave = (_removed: boolean) => {};
  let isClosed = false;

  function fail(thrown: unknown, job: Job | undefined): void {
    const error = inWords(RED, thrown);
    status.fail(error);
    node.error(error, restore(job));
  }

  async function take(arrival: Arrival): Promise<boolean> {
    const { exchange } = arrival;
    try {
      const made = isClosed ? undefined : arrivalMessages(RED, arrival);
      // Without a pause where there is none: what is answered has been handed over.
      const messages = made instanceof Promise ? await made : made;
      if (isClosed || !messages) {
        exchange?.response.status(503).send('');
        return false;
      }
      status.succeed();
      for (const message of messages) node.send(message);
      // Of what leaves nothing for the flow, it will not answer anything.
      if (messages.length === 0) exchange?.response.status(200).send('');
    } catch (thrown) {
      fail(thrown, arrival.job);
      // The flow will not answer what it has not got.
      exchange?.response.status(200).send('');
    }
    return true;
  }

  function finish(stream: LiveStream): void {
    try {
      for (const message of lastMessages(RED, stream)) node.send(message);
    } catch (thrown) {
      fail(thrown, stream.job);
    }
  }

  openedEndpoint(RED, definition.endpoint).then(
    (endpoint) => {
      if (isClosed) return;
      const taker: CallbackTaker = {
        ...{ id: node.id, flow: node.z ?? '' },
        scope: Array.isArray(definition.scope) ? definition.scope.map(String) : null,
        ack: definition.ack === 'flow' ? 'flow' : 'received',
        ...{ take, fail, finish, onWaiting: status.change },
      };
      leave = endpoint.join(taker);
      status.follow(() => pendingFor(taker, endpoint));
    },
    (thrown) => {
      if (isClosed) return;
      const error = inWords(RED, thrown);
      status.fail(error);
      // Why an endpoint does not open is said by the endpoint itself, once.
      if (error.reason === 'endpointMissing') node.error(error);
    },
  );

  node.on('close', (removed, done) => {
    isClosed = true;
    leave(removed);
    status.close();
    done();
  });
}

/** The jobs whose results will come here. */
function pendingFor(taker: CallbackTaker, { jobs, takerFor }: Endpoint): PendingJobs {
  const isOurs = (submitter: Submitter) => takerFor(submitter) === taker;
  return { waiting: jobs.waiting().filter(isOurs).length, isStreaming: jobs.streaming().some(isOurs) };
}

async function openedEndpoint(RED: Red, id: string | undefined): Promise<Endpoint> {
  const node = RED.nodes.getNode(id) as CallbackEndpointNode | null | undefined;
  if (typeof node?.opened !== 'function') throw new DeepgramError('CONFIG', 'endpointMissing');
  return node.opened();
}
