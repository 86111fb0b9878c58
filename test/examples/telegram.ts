import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message that a bot sends, as `sendMessage` takes it. */
export interface SentMessage {
  readonly chat_id: number;
  readonly text: string;
  readonly reply_parameters: { readonly message_id: number };
}

/** As much of Telegram's bot API as a bot needs that answers voice notes. */
export interface Telegram {
  readonly url: string;
  readonly token: string;
  /** What bots have asked, without the token: `getUpdates?offset=7`. */
  readonly asked: readonly string[];
  /** Somebody sends the bot a voice note. @returns the number of the message */
  sendVoiceNote(chat: number, audio: Buffer): number;
  /** Somebody writes to the bot. */
  sendText(chat: number, text: string): number;
  /** What bots have sent, as soon as that is so much. */
  sent(count: number): Promise<readonly SentMessage[]>;
  /** Waits until a bot has asked so often for something. */
  untilAsked(path: string, count?: number): Promise<void>;
  close(): void;
}

/** @param token - which a bot must know; any other is `Unauthorized` */
export async function openTelegram(
  token = '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw',
): Promise<Telegram> {
  const updates: { update_id: number; message: object }[] = [];
  const files = new Map<string, Buffer>();
  const asked: string[] = [];
  const sent: SentMessage[] = [];
  const events = new EventEmitter();

  function answer(path: string, query: URLSearchParams, body: string): object | undefined {
    if (path === 'getUpdates') {
      const offset = Number(query.get('offset'));
      return updates.filter(({ update_id }) => update_id >= offset);
    }
    if (path === 'getFile') {
      const file_id = query.get('file_id') ?? '';
      return files.has(file_id) ? { file_id, file_path: `voice/${file_id}.oga` } : undefined;
    }
    if (path !== 'sendMessage') return undefined;
    sent.push(JSON.parse(body));
    return { message_id: 1000 + sent.length, text: sent.at(-1)?.text };
  }

  function receive(chat: number, content: object): number {
    // Telegram begins somewhere, and its numbers rise.
    const number = 7000 + updates.length;
    const message = { message_id: number - 6000, chat: { id: chat, type: 'private' }, ...content };
    updates.push({ update_id: number, message });
    return message.message_id;
  }

  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const { pathname, searchParams, search } = new URL(request.url ?? '', 'http://telegram');
    const [, isFile, knownToken, path = ''] = /^\/(file\/)?bot([^/]+)\/(.*)$/.exec(pathname) ?? [];
    asked.push(path + search);
    const file = isFile ? files.get(path.replace(/^voice\/|\.oga$/g, '')) : undefined;
    if (knownToken !== token) refuse(401, 'Unauthorized');
    else if (file) response.end(file);
    else {
      const result = isFile ? undefined : answer(path, searchParams, body);
      if (result) response.end(JSON.stringify({ ok: true, result }));
      else refuse(404, 'Not Found');
    }
    events.emit('asked');

    function refuse(status: number, description: string): void {
      response.writeHead(status).end(JSON.stringify({ ok: false, error_code: status, description }));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    asked,
    sendVoiceNote(chat, audio) {
      const file_id = `AwACAgIAAxkBAAM${files.size}`;
      files.set(file_id, audio);
      return receive(chat, { voice: { file_id, mime_type: 'audio/ogg', duration: 2 } });
    },
    sendText: (chat, text) => receive(chat, { text }),
    async sent(count) {
      while (sent.length < count) await once(events, 'asked');
      return sent;
    },
    async untilAsked(path, count = 1) {
      while (asked.filter((each) => each.startsWith(path)).length < count) await once(events, 'asked');
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
