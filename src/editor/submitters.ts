/** The nodes that can have their results delivered to an endpoint. */
const SUBMITTERS = ['deepgram-speak', 'deepgram-transcribe', 'deepgram-transcribe-stream'] as const;

/** What is to be known of a node. */
export interface SubmittingNode {
  readonly id: string;
  readonly type: string;
  readonly delivery?: unknown;
  readonly endpoint?: unknown;
}

/** What a list of submitting nodes is made from. */
export interface Nodes<Node extends SubmittingNode> {
  /** All nodes of a type, on whatever tab. */
  readonly ofType: (type: string) => readonly Node[];
  readonly byId: (id: string) => Node | null | undefined;
}

/** One line of the list. */
export interface Submitter<Node extends SubmittingNode> {
  readonly id: string;
  /** Absent: there is no such node any more. */
  readonly node?: Node;
  /** Whether it has its results delivered to the endpoint. */
  readonly delivers: boolean;
}

/**
 * The nodes that may be chosen as the ones whose results are taken: all that have their results delivered to the
 * endpoint, and those that are chosen already, wherever these deliver to.
 */
export function submittersOf<Node extends SubmittingNode>(
  endpoint: string,
  chosen: readonly string[],
  { ofType, byId }: Nodes<Node>,
): Submitter<Node>[] {
  const delivering = SUBMITTERS.flatMap((type) => ofType(type)).filter((node) => deliversTo(node, endpoint));
  const ids = new Set(delivering.map(({ id }) => id));
  const others = chosen
    .filter((id) => !ids.has(id))
    .map((id) => {
      const node = byId(id);
      return { id, ...(node && { node }), delivers: false };
    });
  return [...delivering.map((node) => ({ id: node.id, node, delivers: true })), ...others];
}

function deliversTo({ type, delivery, endpoint: own }: SubmittingNode, endpoint: string): boolean {
  // A live stream has no `delivery`: that it is delivered shows by the endpoint alone.
  return own === endpoint && (type === 'deepgram-transcribe-stream' || delivery === 'callback');
}
