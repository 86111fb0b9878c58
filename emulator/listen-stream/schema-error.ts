import type { ServerMessage } from '../socket/line.js';
import type { SocketMessage } from '../socket/record.js';

/** What may be said to `/v1/listen`, as an error of the wire lists it; what `Sync` does is not published. */
const KNOWN = ['CloseStream', 'Configure', 'Sync', 'KeepAlive', 'Finalize'];

/**
 * What a text gets that is no message; the stream goes on. The first form was captured (an application on GitHub
 * quotes it), the others are serde's words for the same.
 */
export function schemaError({ text, json, type }: SocketMessage): ServerMessage {
  return {
    type: 'Error',
    variant: 'SchemaError',
    description: `Could not deserialize last text message: ${complaintOf(json, type)} at line 1 column ${text.length}`,
    message: text,
  };
}

function complaintOf(json: unknown, type: string | undefined): string {
  if (json === undefined) return 'expected value';
  if (type === undefined) return 'missing field `type`';
  return `unknown variant \`${type}\`, expected one of ${KNOWN.map((one) => `\`${one}\``).join(', ')}`;
}
