/** Of a binary frame of 126 to 65,535 bytes that a server sends (RFC 6455, 5.2): not masked. */
export const HEADER_BYTES = 4;

/** Makes a binary frame of its content. */
export function frame(content: Buffer): Buffer {
  const header = Buffer.from([0x82, 126, 0, 0]);
  header.writeUInt16BE(content.length, 2);
  return Buffer.concat([header, content]);
}
