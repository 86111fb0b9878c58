import type { Arrival, CallbackTaker, Endpoint } from '../callback/endpoint.js';
import type { Job } from '../callback/job.js';
import { takerOf } from '../callback/takers.js';
import { DeepgramError } from '../client/errors.js';
import { arrivalMessage } from './arrival-message.js';
import type { CallbackEndpointNode } from './callback-endpoint.js';
import { restore } from './restore.js';
import type { Definition, Node, Red, Status } from './runtime.js';
import { inWords, sharedText } from './texts.js';

/** The settings of a deepgram-callback-in node, as flows are saved with them. */
export interface CallbackInDefinition extends Definition {
  endpoint?: string;
  scope?: unknown;
  ack?: string;
}

/** The status follows the number of waiting jobs no faster than this; each change costs every open editor. */
const STATUS_MS = 250;

/** Lets a deepgram-callback-in node take the deliveries of its endpoint, until it is closed. */
export function takeDeliveries(RED: Red, node: Node, definition: CallbackInDefinition): void {
  let leave = () => {};
  let isClosed = false;
  let failure = '';
  let shown = '';
  let timer: NodeJS.Timeout | undefined;

  function show(status: Status): void {
    const text = JSON.stringify(status);
    if (isClosed || text === shown) return;
    shown = text;
    node.status(status);
  }

  function showWaiting(endpoint: Endpoint): void {
    const count = [...endpoint.jobs.waiting()].filter(
      (submitter) => takerOf(endpoint.takers, submitter) === taker,
    ).length;
    if (failure) show({ fill: 'red', shape: 'ring', text: sharedText(RED, `status.${failure}`) });
    else if (count > 0)
      show({ fill: 'yellow', shape: 'ring', text: sharedText(RED, 'status.jobsWaiting', { count }) });
    else show({ fill: 'green', shape: 'dot', text: sharedText(RED, 'status.ready') });
  }

  function fail(thrown: unknown, job: Job | undefined): void {
    const error = inWords(RED, thrown);
    failure = error.code;
    taker.onWaiting();
    node.error(error, restore(job));
  }

  let endpoint: Endpoint | undefined;
  const taker: CallbackTaker = {
    id: node.id,
    flow: node.z ?? '',
    scope: Array.isArray(definition.scope) ? definition.scope.map(String) : null,
    ack: definition.ack === 'flow' ? 'flow' : 'received',
    take(arrival: Arrival) {
      try {
        const message = arrivalMessage(RED, arrival);
        failure = '';
        taker.onWaiting();
        node.send(message);
      } catch (thrown) {
        fail(thrown, arrival.job);
        // The flow will not answer what it has not got.
        arrival.exchange?.response.status(200).send('');
      }
    },
    fail,
    onWaiting() {
      timer ??= setTimeout(() => {
        timer = undefined;
        if (endpoint) showWaiting(endpoint);
      }, STATUS_MS);
    },
  };

  openedEndpoint(RED, definition.endpoint).then(
    (opened) => {
      if (isClosed) return;
      endpoint = opened;
      leave = opened.join(taker);
      showWaiting(opened);
    },
    (thrown) => {
      const error = inWords(RED, thrown);
      const text = sharedText(RED, `status.${error.reason === 'pathTaken' ? 'pathTaken' : error.code}`);
      show({ fill: 'red', shape: 'ring', text });
      if (!isClosed) node.error(error);
    },
  );

  node.on('close', (_removed, done) => {
    isClosed = true;
    leave();
    clearTimeout(timer);
    node.status({});
    done();
  });
}

async function openedEndpoint(RED: Red, id: string | undefined): Promise<Endpoint> {
  const node = RED.nodes.getNode(id) as CallbackEndpointNode | null | undefined;
  if (typeof node?.opened !== 'function') throw new DeepgramError('CONFIG', 'endpointMissing');
  return node.opened();
}
