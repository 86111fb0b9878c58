/** The node that submitted a job, and the flow it stands on. */
export interface Submitter {
  readonly id: string;
  readonly flow: string;
  /** Its id in the subflow's template, where it stands in a subflow: what an editor names it by. */
  readonly template?: string;
}

/** One request sent with a callback to an endpoint of ours, waiting for its result. */
export interface OpenJob {
  readonly state: 'open';
  readonly id: string;
  readonly submitter: Submitter;
  /** What will be delivered: one result, or those of a live stream, one by one. */
  readonly kind: 'speech' | 'transcript' | 'stream';
  /** What the submitting node needs to put the result where it belongs; plain JSON. */
  readonly form: unknown;
  /** The original message, as `keepMessage` wrote it. */
  readonly message: string;
  /** The Node-RED that submitted it: its deadline is fired there first. */
  readonly instance: string;
  /** ms since the epoch. */
  readonly submitted: number;
  /** ms since the epoch; absent until Deepgram has acknowledged the request. */
  readonly acknowledged?: number;
  /** Deepgram's id of the request; absent until it has acknowledged the request. */
  readonly requestId?: string;
  /** ms since the epoch after which a job without a result has failed; of a stream, without a further one. */
  readonly deadline: number;
  /** Of a stream: its session has ended. What is still being delivered is waited for, and nothing is missed. */
  readonly isOver?: boolean;
  /** ms since the epoch after which nothing of it is remembered, and its token proves nothing. */
  readonly forget: number;
  /** How often its result has come out, where a flow is to acknowledge it. */
  readonly deliveries: number;
}

/**
 * What is left of a job that has ended. `missed`: by its deadline or by an unreadable result; should the
 * result come after all, it comes out once, alone. `settled`: for good.
 */
export interface EndedJob {
  readonly state: 'missed' | 'settled';
  readonly id: string;
  readonly submitter: Submitter;
  readonly kind: OpenJob['kind'];
  readonly requestId?: string;
  readonly forget: number;
}

/** What a store keeps of a job. */
export type Job = OpenJob | EndedJob;

/** Ends a job. */
export function endJob(job: Job, state: EndedJob['state']): EndedJob {
  const { id, submitter, kind, requestId, forget } = job;
  return { state, id, submitter, kind, ...(requestId && { requestId }), forget };
}

/** The way of a job; it never goes back. */
const WAY: readonly Job['state'][] = ['open', 'missed', 'settled'];

/** Whether a job can still come to a state. */
export function canBecome(job: Job | undefined, state: EndedJob['state']): boolean {
  return !job || WAY.indexOf(job.state) < WAY.indexOf(state);
}
