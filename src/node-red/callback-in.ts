import type { Arrival, CallbackTaker } from '../callback/arrival.js';
import type { Endpoint } from '../callback/endpoint.js';
import type { Job } from '../callback/job.js';
import { DeepgramError } from '../client/errors.js';
import { arrivalMessage } from './arrival-message.js';
import type { CallbackEndpointNode } from './callback-endpoint.js';
import { createCallbackStatus } from './callback-status.js';
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
      const made = isClosed ? undefined : arrivalMessage(RED, arrival);
      // Without a pause where there is none: what is answered has been handed over.
      const message = made instanceof Promise ? await made : made;
      if (isClosed || !message) {
        exchange?.response.status(503).send('');
        return false;
      }
      status.succeed();
      node.send(message);
    } catch (thrown) {
      fail(thrown, arrival.job);
      // The flow will not answer what it has not got.
      exchange?.response.status(200).send('');
    }
    return true;
  }

  openedEndpoint(RED, definition.endpoint).then(
    (endpoint) => {
      if (isClosed) return;
      const taker: CallbackTaker = {
        ...{ id: node.id, flow: node.z ?? '' },
        scope: Array.isArray(definition.scope) ? definition.scope.map(String) : null,
        ack: definition.ack === 'flow' ? 'flow' : 'received',
        ...{ take, fail, onWaiting: status.change },
      };
      leave = endpoint.join(taker);
      status.follow(() => countFor(taker, endpoint));
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

/** How many jobs wait whose results will come here. */
function countFor(taker: CallbackTaker, { jobs, takerFor }: Endpoint): number {
  return jobs.waiting().filter((submitter) => takerFor(submitter) === taker).length;
}

async function openedEndpoint(RED: Red, id: string | undefined): Promise<Endpoint> {
  const node = RED.nodes.getNode(id) as CallbackEndpointNode | null | undefined;
  if (typeof node?.opened !== 'function') throw new DeepgramError('CONFIG', 'endpointMissing');
  return node.opened();
}
