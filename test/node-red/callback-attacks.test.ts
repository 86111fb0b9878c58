import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { createJobId } from '../../src/callback/token.js';
import {
  basic,
  callbackFlow,
  ENDPOINT_CREDENTIALS,
  makeToken,
  RIGHT,
  transcript,
} from '../helpers/callback-flow.js';
import { closedPort } from '../helpers/closed-port.js';
import { served } from '../helpers/harness-commands.js';
import type { NodeRed } from '../helpers/node-red.js';
import { type Answered, connectRaw, type Sending, send } from '../helpers/sender.js';
import { sharedNodeRed } from '../helpers/shared.js';
import { onTab } from '../helpers/speak-flow.js';

const PATH = '/deepgram/callback';
const JSON_TYPE = { 'content-type': 'application/json' };
const { username, password, secret } = ENDPOINT_CREDENTIALS;

/** What an attacker may have got hold of. */
interface Loot {
  /** Of a job that waits. */
  readonly token: string;
  /** The URL of the server that is attacked. */
  readonly url: string;
}

type Attack = (loot: Loot) => Omit<Sending, 'target'> & { target?: string };

const at = (token: string, path = PATH) => `${path}?job=${encodeURIComponent(token)}`;

const UNPROVEN: Record<string, Attack> = {
  'no token': () => ({}),
  'an empty token': () => ({ target: at('') }),
  'a wrong token': ({ token }) => ({ target: at(token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A')) }),
  'a token cut short': ({ token }) => ({ target: at(token.slice(0, -1)) }),
  'a token signed with another secret': () => ({ target: at(makeToken({ secret: 'guessed' })) }),
  'a token of another endpoint that has the same secret': () => ({
    target: at(makeToken({ endpoint: 'other' })),
  }),
  'its token at another endpoint that has the same secret': ({ token }) => ({ target: at(token, '/other') }),
  'an expired token': () => ({ target: at(makeToken({ expires: Date.now() - 1 })) }),
  'an expired token with a later expiry written in': () => {
    const [id, , signature] = makeToken({ expires: Date.now() - 1 }).split('.');
    return { target: at(`${id}.${(Date.now() + 60_000).toString(36)}.${signature}`) };
  },
  'another job’s id under its signature': ({ token }) => ({
    target: at([createJobId(), ...token.split('.').slice(1)].join('.')),
  }),
  'its id under another job’s signature': ({ token }) => ({
    target: at([token.split('.')[0], ...makeToken().split('.').slice(1)].join('.')),
  }),
  'two tokens': ({ token }) => ({ target: `${at(token)}&job=${token}` }),
  'a right token and a wrong one': ({ token }) => ({ target: `${at(token)}&job=x` }),
  'a right user with a wrong password': () => ({ headers: basic(username, 'guess') }),
  'a right user with a password of the same length': () => ({
    headers: basic(username, 'x'.repeat(Buffer.byteLength(password))),
  }),
  'a right user with a password that goes on': () => ({ headers: basic(username, `${password}x`) }),
  'an empty user and password': () => ({ headers: basic('', '') }),
  'the password in another normal form of Unicode': () => ({
    headers: basic(username, password.normalize('NFD')),
  }),
  'the password in Latin-1': () => ({
    headers: {
      authorization: `Basic ${Buffer.from(`${username}:${password}`, 'latin1').toString('base64')}`,
    },
  }),
  'the right password in another scheme': () => ({
    headers: { authorization: RIGHT.authorization.replace('Basic', 'Bearer') },
  }),
  'the right password without a scheme': () => ({
    headers: { authorization: RIGHT.authorization.replace('Basic ', '') },
  }),
  'the right password in the query': () => ({
    target: `${PATH}?${new URLSearchParams({ username, password })}`,
  }),
  'the right password with a wrong token': () => ({ target: at(makeToken({ secret: '' })), headers: RIGHT }),
  'the right password with two tokens': ({ token }) => ({
    target: `${at(token)}&job=${token}`,
    headers: RIGHT,
  }),
  'our API key': () => ({ headers: { authorization: 'Token emulator-key' } }),
};

const NOWHERE: Record<string, string> = {
  'two slashes': '//deepgram/callback',
  'two slashes within': '/deepgram//callback',
  'a dot': '/./deepgram/callback',
  'two dots': '/deepgram/../deepgram/callback',
  'encoded dots': '/%2e%2e/deepgram/callback',
  'an encoded letter': '/deepgram/%63allback',
  'an encoded slash': '/deepgram%2fcallback',
  'a slash at its end': '/deepgram/callback/',
  'capital letters': '/Deepgram/Callback',
  'a folder below': '/deepgram/callback/more',
  'a parameter of its own': '/deepgram/callback;job=1',
  'a NUL': '/deepgram/callback%00',
};

const LEVELS = 100_000;
const UNREADABLE: Record<string, { type?: string; body: string | Buffer }> = {
  'broken JSON': { body: '{"metadata": nonsense}' },
  'truncated JSON': { body: '{"metadata":{"request_id":"' },
  'nothing, as JSON': { body: '' },
  'JSON in another charset': { type: 'application/json; charset=utf-16le', body: '{}' },
  'JSON that is not UTF-8': { body: Buffer.from('{"name":"M\xfcller"}', 'latin1') },
  'JSON nested 100,000 deep': { body: '['.repeat(LEVELS) + ']'.repeat(LEVELS) },
  'objects nested 100,000 deep': { body: `${'{"a":'.repeat(LEVELS)}1${'}'.repeat(LEVELS)}` },
};

for (const where of ['Node-RED’s own server', 'a port of its own'] as const) {
  describe(`an attack on a callback address on ${where}`, () => {
    let nodeRed: NodeRed;
    let emulator: Emulator;
    let endpoint: Record<string, unknown>;
    let loot: Loot;
    let letGo: () => void;
    before(async () => {
      [nodeRed, emulator] = await Promise.all([
        sharedNodeRed(),
        startEmulator({ callbacks: { anyPort: true, retryEveryMs: 50 } }),
      ]);
      const port = await closedPort();
      const isOwn = where === 'a port of its own';
      endpoint = { maxBody: 1, credentials: ENDPOINT_CREDENTIALS, ...(isOwn && { listen: 'own', port }) };
      loot = { token: '', url: isOwn ? `http://127.0.0.1:${port}` : nodeRed.url };
    });
    after(async () => {
      emulator.clearFaults();
      await nodeRed.deploy([]);
      await emulator.close();
    });

    beforeEach(async () => {
      const { url } = loot;
      const other = { ...endpoint, id: 'other', type: 'deepgram-callback-endpoint', path: '/other' };
      const taker = {
        ...{ ...onTab('other-in', 'deepgram-callback-in'), endpoint: 'other', wires: [['out']] },
      };
      const flow = callbackFlow({ publicUrl: url, url: emulator.url, endpoint, more: [other, taker] });
      await nodeRed.deploy(flow);
      const held = emulator.fault({ kind: 'callback-late' });
      nodeRed.send('in', { payload: 'Hello.', topic: 'mine' });
      await Promise.all([held.reached, nodeRed.until('accepted')]);
      const callback = emulator.accepted.at(-1)?.callback;
      loot = { url, token: callback?.searchParams.get('job') ?? assert.fail() };
      letGo = held.release;
    });
    afterEach(() => emulator.clearFaults());

    const attack = (sending: ReturnType<Attack>): Promise<Answered> =>
      send(loot.url, { target: PATH, ...sending });

    /** Nothing has come into the flow, and the job is still settled by its own delivery. */
    async function assertUntouched(): Promise<void> {
      letGo();
      const [result] = await nodeRed.until('out');
      assert.deepEqual([result?.topic, result?.deepgram?.resumed], ['mine', true]);
      assert.deepEqual(nodeRed.received('caught'), []);
      assert.equal(nodeRed.received('out').length, 1);
    }

    describe('is answered with 401, and leaves no trace, with', () => {
      for (const [what, make] of Object.entries(UNPROVEN)) {
        it(what, async () => {
          const { headers, ...more } = make(loot);
          const answer = await attack({ headers: { ...JSON_TYPE, ...headers }, body: '{}', ...more });
          assert.deepEqual([answer.status, answer.text], [401, '{"ok":false}']);
          assert.equal(answer.headers['www-authenticate'], 'Basic realm="deepgram callback"');
          await assertUntouched();
        });
      }
    });

    describe('finds nothing, even with a right token, at a path with', () => {
      for (const [what, path] of Object.entries(NOWHERE)) {
        it(what, async () => {
          assert.equal((await attack({ target: at(loot.token, path), body: 'x' })).status, 404);
          await assertUntouched();
        });
      }

      it('the server before it', async () => {
        const target = at(loot.token, loot.url + PATH);
        assert.equal((await attack({ target, body: 'x' })).status, 404);
        await assertUntouched();
      });
    });

    // On its own server Node-RED itself answers OPTIONS, for browsers that ask on behalf of its editor.
    const options = where === 'a port of its own' ? ['OPTIONS'] : [];
    for (const method of ['GET', 'HEAD', 'DELETE', 'PATCH', ...options]) {
      it(`F47 cb.put: ${method} is answered with 405 and what is allowed, even with a right token`, async () => {
        const { status, headers } = await attack({ method, target: at(loot.token) });
        assert.deepEqual([status, headers.allow], [405, 'POST, PUT']);
        await assertUntouched();
      });
    }

    it('by HTTP/1.0 is answered, and refused like any other', async () => {
      const connection = await connectRaw(loot.url);
      connection.write(`POST ${PATH} HTTP/1.0\r\ncontent-length: 2\r\n\r\n{}`);
      assert.match(await connection.closed, /^HTTP\/1\.1 401 Unauthorized\r\n[\s\S]*\{"ok":false\}$/);
      await assertUntouched();
    });

    it('with nonsense for HTTP is answered with 400', async () => {
      const connection = await connectRaw(loot.url);
      connection.write('\x16\x03\x01\x02\x00\x01\r\n\r\n');
      assert.match(await connection.closed, /^HTTP\/1\.1 400 /);
      await assertUntouched();
    });

    describe('F39 cb.too-big: a body', () => {
      /** Ten gigabytes, and no more of it in memory than one piece. */
      function* flood(): Generator<Buffer> {
        const piece = Buffer.alloc(64 * 1024);
        for (let sent = 0; sent < 10e9; sent += piece.length) yield piece;
      }

      for (const [proof, status] of [
        ['a valid proof', 413],
        ['no proof', 401],
      ] as const) {
        it(`of 10 GB in chunks with ${proof} is cut with ${status}, and memory does not grow`, async () => {
          const before = await nodeRed.resources();
          const target = status === 413 ? at(loot.token) : PATH;
          const answer = await attack({ target, body: flood() });
          assert.deepEqual([answer.status, answer.text], [status, '{"ok":false}']);
          assert.equal(answer.headers.connection, 'close');
          // The limit, what we throw away beyond it, and what the kernel holds in between.
          assert.ok(answer.sent < 64 * 1024 * 1024, `${answer.sent} bytes have left`);
          const grown = (await nodeRed.resources()).mostRss - before.mostRss;
          assert.ok(grown < 24 * 1024 * 1024, `${grown} bytes more`);
          await assertUntouched();
        });

        it(`from a sender that does not look for an answer is cut as well, with ${proof}`, async () => {
          const target = status === 413 ? at(loot.token) : PATH;
          const from = nodeRed.log().length;
          const connection = await connectRaw(loot.url);
          connection.write(`POST ${target} HTTP/1.1\r\nhost: x\r\ncontent-length: ${2 ** 40}\r\n\r\n`);
          connection.write(Buffer.alloc(64 * 1024 * 1024));
          await connection.closed;
          await assertUntouched();
          assert.doesNotMatch(nodeRed.log().slice(from), /ExceededWarning/);
        });

        it(`of which the length says that it is too long gets ${status} at once, with ${proof}`, async () => {
          const target = status === 413 ? at(loot.token) : PATH;
          const connection = await connectRaw(loot.url);
          connection.write(`POST ${target} HTTP/1.1\r\nhost: x\r\ncontent-length: ${2 ** 40}\r\n\r\nx`);
          assert.match(
            await connection.closed,
            new RegExp(`^HTTP/1\\.1 ${status} [\\s\\S]*connection: close`, 'i'),
          );
          await assertUntouched();
        });
      }
    });

    for (const encoding of ['gzip', 'deflate', 'br', 'gzip, gzip', 'x-unknown']) {
      it(`with ${encoding} is answered with 415: nothing is unpacked`, async () => {
        const headers = { ...JSON_TYPE, 'content-encoding': encoding };
        const bomb = gzipSync(gzipSync(Buffer.alloc(4 * 1024 * 1024)));
        const answer = await attack({ target: at(loot.token), headers, body: bomb });
        assert.equal(answer.status, 415);
        await assertUntouched();
      });
    }

    describe('F41 cb.bad-json: a proven delivery of', () => {
      for (const [what, { type = 'application/json', body }] of Object.entries(UNREADABLE)) {
        it(`${what} is a 400 and one error, and the good one that follows comes out late`, async () => {
          const bad = { target: at(loot.token), headers: { 'content-type': type }, body };
          for (const status of [400, 400]) {
            const answer = await attack(bad);
            assert.deepEqual([answer.status, answer.text], [status, '{"ok":false}']);
          }
          const [caught] = await nodeRed.until('caught');
          const { code, source } = (caught?.error ?? {}) as { code: string; source: { id: string } };
          assert.deepEqual([code, source.id, caught?.topic], ['PROTOCOL', 'callback', 'mine']);
          letGo();
          const [result] = await nodeRed.until('out');
          const { resumed, late } = result?.deepgram ?? {};
          assert.deepEqual([resumed, late, result?.topic], [false, true, undefined]);
          assert.ok(Buffer.isBuffer(result?.payload));
          assert.equal((await attack({ target: at(loot.token), body: 'again' })).status, 200);
          assert.equal((await attack(bad)).status, 200);
          await attack({ headers: { ...JSON_TYPE, ...RIGHT }, body: transcript('last') });
          await nodeRed.untilSome('out', ({ deepgram }) => deepgram?.requestId === 'last');
          const counts = ['out', 'caught'].map((sink) => nodeRed.received(sink).length);
          assert.deepEqual(counts, [2, 1]);
        });

        it(`${what} that is no job of ours is a 400 and an error`, async () => {
          const headers = { 'content-type': type, ...RIGHT };
          assert.equal((await attack({ headers, body })).status, 400);
          const [caught] = await nodeRed.until('caught');
          assert.deepEqual(
            [((caught?.error ?? {}) as { code: string }).code, caught?.topic],
            ['PROTOCOL', undefined],
          );
        });
      }
    });

    it('with 1,000 half-open connections keeps nobody from being served, and leaves nothing behind', async () => {
      const before = { open: await nodeRed.resources(), served: await served(nodeRed) };
      const halves = [
        '',
        `POST ${PATH} HT`,
        `POST ${at(loot.token)} HTTP/1.1\r\nhost: x\r\ncontent-le`,
        `POST ${at(loot.token)} HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\nhalf a bo`,
      ];
      const connections = await Promise.all(
        Array.from({ length: 1000 }, async (_, index) => {
          const connection = await connectRaw(loot.url);
          connection.write(halves[index % halves.length] ?? '');
          return connection;
        }),
      );
      for (let turn = 0; turn < 20; turn++) {
        const body = transcript(`served-${turn}`);
        assert.equal((await attack({ headers: { ...JSON_TYPE, ...RIGHT }, body })).status, 200);
      }
      await nodeRed.until('out', 20);
      assert.equal((await fetch(`${nodeRed.url}/settings`)).status, 200, 'the editor is served');
      for (const { destroy } of connections) destroy();
      for (;;) {
        const [open, now] = [await nodeRed.resources(), await served(nodeRed)];
        if (open.sockets <= before.open.sockets && now <= before.served) break;
      }
      letGo();
      const mine = await nodeRed.untilSome('out', ({ topic }) => topic === 'mine');
      assert.equal(mine.deepgram?.resumed, true);
      assert.deepEqual(nodeRed.received('caught'), []);
      assert.equal(nodeRed.log().match(/.*MaxListenersExceededWarning.*/)?.[0], undefined);
    });

    describe('F38 cb.auth: learns nothing, because', () => {
      it('every refusal has the same bytes', async () => {
        const answers = new Set<string>();
        for (const make of Object.values(UNPROVEN)) {
          const { target = PATH, headers = {} } = make(loot);
          const connection = await connectRaw(loot.url);
          const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
          connection.write(
            `POST ${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${lines.join('')}content-length: 2\r\n\r\n{}`,
          );
          answers.add((await connection.closed).replace(/^date: .*$/im, ''));
        }
        assert.equal(answers.size, 1, [...answers].join('\n---\n'));
      });

      it('every refusal takes the same time', async () => {
        const kinds = ['no token', 'a wrong token', 'a right user with a wrong password'].map(
          (name) => UNPROVEN[name] ?? assert.fail(),
        );
        const times = kinds.map(() => [] as number[]);
        for (let round = 0; round < 150; round++) {
          for (const [index, make] of kinds.entries()) {
            const begun = performance.now();
            await attack({ body: '{}', ...make(loot) });
            times[index]?.push(performance.now() - begun);
          }
        }
        const quarters = times
          .map((all) => all.sort((a, b) => a - b))
          .map((all) => [all[38], all[75], all[112]]);
        const medians = quarters.map(([, median = 0]) => median);
        const noise = Math.max(...quarters.map(([lower = 0, , upper = 0]) => upper - lower));
        const difference = Math.max(...medians) - Math.min(...medians);
        assert.ok(difference <= Math.max(noise, 0.5), `${difference} ms apart, noise ${noise} ms`);
      });

      it('refusals make one warning a minute, whatever comes', async () => {
        const from = nodeRed.log().length;
        const answers = await Promise.all(Array.from({ length: 50 }, () => attack({ body: '{}' })));
        assert.ok(answers.every(({ status }) => status === 401));
        await assertUntouched();
        const warnings = nodeRed
          .log()
          .slice(from)
          .match(/\[warn\].*Deliveries refused.*/g);
        assert.equal(warnings?.length, 1);
        assert.match(warnings?.[0] ?? '', /: 1 since/);
      });

      it('no secret is in the log, in a status, a message or an error', async () => {
        await attack({ headers: { ...JSON_TYPE, ...RIGHT }, body: 'broken' });
        await nodeRed.until('caught');
        letGo();
        await nodeRed.until('out');
        const sinks = ['accepted', 'out', 'caught', 'status'].map((sink) => nodeRed.received(sink));
        const seen = nodeRed.log() + JSON.stringify(sinks);
        const [, , signature = ''] = loot.token.split('.');
        const { authorization } = RIGHT;
        for (const hidden of [
          loot.token,
          signature,
          secret,
          password,
          authorization.slice(6),
          'emulator-key',
        ]) {
          assert.ok(!seen.includes(hidden), `${hidden} is seen`);
          assert.ok(!seen.includes(encodeURIComponent(hidden)), `${hidden}, encoded, is seen`);
        }
      });
    });
  });
}
