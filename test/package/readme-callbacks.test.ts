import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { RETRIES, RETRY_EVERY_MS } from '../../emulator/callback/options.js';
import { BODY_PACE } from '../../src/callback/body.js';
import { FLOW_ANSWER_MS } from '../../src/callback/flow-answer.js';
import { AFTER_DEADLINE_MS } from '../../src/callback/jobs.js';
import { CALLBACK_PORTS } from '../../src/callback/public-url.js';
import {
  BODY_LIMIT_MB,
  readCallbackEndpointSettings,
} from '../../src/node-red/callback-endpoint-settings.js';
import { durableStores } from '../../src/node-red/context-store.js';
import { callbackFlow } from '../helpers/callback-flow.js';
import { type NodeRed, startNodeRed } from '../helpers/node-red.js';
import { ROOT } from '../helpers/root.js';
import { onTab } from '../helpers/speak-flow.js';
import { limit, limitIn } from './limits.js';
import { blockOf, CONTRIBUTING, guide, sectionOf } from './readme.js';

const CALLBACKS = guide('callbacks');
const PRESET = readCallbackEndpointSettings(
  { id: '', type: 'deepgram-callback-endpoint', name: '' },
  { credentials: {} },
);
const STORAGE = blockOf(CALLBACKS, 'js');
const MB = 1024 * 1024;

describe('what the guide says of callbacks', () => {
  it('has the limits as they are', () => {
    const kept = limitIn('node-red/keep-for-result.ts', /MESSAGE_LIMIT = ([\d *_]+);/);
    assert.match(limit('Kept of a message with its job') ?? '', new RegExp(` ${kept / 1024} kB`));
    const body = limit('Body of one delivery') ?? '';
    assert.match(body, new RegExp(` ${PRESET.maxBody / MB} MB, settable; .* ${BODY_LIMIT_MB} MB`));
    const { windowMs, windowBytes } = BODY_PACE;
    assert.match(
      limit('Pace of a body') ?? '',
      new RegExp(` ${windowBytes / 1000} kB in each ${windowMs / 1000} s`),
    );
    assert.match(limit("A flow's own answer") ?? '', secondsOf(FLOW_ANSWER_MS));
    assert.match(limit("Deepgram's further tries") ?? '', triesOf(', '));
    assert.match(limit("A job's token") ?? '', new RegExp(` ${AFTER_DEADLINE_MS / 60_000} minutes longer`));
    const seen = limitIn('callback/endpoint.ts', /SEEN_LIMIT = ([\d *_]+);/).toLocaleString('en-US');
    assert.match(limit('Deliveries of other programs') ?? '', new RegExp(` last ${seen} `));
  });

  it('has the same numbers in its text', () => {
    assert.match(CALLBACKS, triesOf(' times, '));
    assert.match(
      CALLBACKS,
      new RegExp(`ends ${AFTER_DEADLINE_MS / 60_000} minutes after the job's deadline`),
    );
    assert.match(CALLBACKS, new RegExp(`; ${PRESET.deadline / 60_000} minutes, settable`));
    const ports = `the ports ${CALLBACK_PORTS.join(', ').replace(/, (\d+)$/, ' and $1')} only`;
    for (const page of [CALLBACKS, sectionOf('Callbacks')]) assert.ok(page.includes(ports));
    assert.ok(CALLBACKS.includes(`http://localhost:${PRESET.port}`));
  });

  it('has every answer that a delivery may get', () => {
    const source = readFileSync(path.join(ROOT, 'src/callback/respond.ts'), 'utf8');
    const [, statuses = ''] = /type Status = ([\d |]+);/.exec(source) ?? [];
    const told = [...CALLBACKS.matchAll(/^\| (\d{3}(?:, \d{3})*) +\|/gm)].flatMap(([, row = '']) =>
      row.split(', '),
    );
    assert.deepEqual(told.sort(), statuses.split(' | '));
  });

  it('has an nginx that lets pass what the callback address takes', () => {
    const nginx = blockOf(CALLBACKS, 'nginx');
    assert.equal(nginx.split('{').length, nginx.split('}').length);
    for (const line of nginx.split('\n')) assert.match(line, /^\s*(#.*|.*[{};])?$/, line);
    assert.ok(nginx.includes(`location = ${PRESET.path} {`));
    assert.ok(nginx.includes(`client_max_body_size ${PRESET.maxBody / MB}m;`));
    assert.match(nginx, secondsOf(FLOW_ANSWER_MS));
    const [, seconds] = /proxy_read_timeout (\d+)s;/.exec(nginx) ?? [];
    assert.ok(Number(seconds) > FLOW_ANSWER_MS / 1000);
  });

  it('has lines for settings.js that make a store that lasts, and leave the default one', () => {
    const settings: { contextStorage: Record<string, unknown> } = runInNewContext(`({${STORAGE}})`);
    assert.deepEqual(durableStores(settings), ['jobs']);
  });

  it('names what is in the dialogs as it stands there', () => {
    const texts = ['deepgram-callback-in', 'deepgram-callback-endpoint', 'deepgram-speak'].map((type) =>
      readFileSync(path.join(ROOT, `nodes/locales/en-US/${type}.json`), 'utf8'),
    );
    const labels = [
      ...['Delivery', 'later, by callback', 'Address', 'Listen on', 'a port of its own'],
      ...['Public URL', 'callback in', 'another URL', 'Secret', 'Store', 'when the flow says so'],
    ];
    for (const label of labels) {
      assert.ok(CALLBACKS.includes(`*${label}*`), label);
      assert.ok(texts.join('').includes(`"${label}"`), label);
    }
    assert.ok(CONTRIBUTING.includes('`src/callback/`'));
  });

  describe('in a Node-RED with those lines in its settings', () => {
    let nodeRed: NodeRed;
    before(async () => {
      nodeRed = await startNodeRed({ settings: STORAGE });
    });
    after(() => nodeRed?.stop());

    const httpIn = [
      { ...onTab('http-in', 'http in'), url: PRESET.path, method: 'post', wires: [['answer']] },
      { ...onTab('answer', 'http response'), statusCode: '299', headers: {} },
    ];
    const endpoint = () =>
      callbackFlow({
        ...{ publicUrl: nodeRed.url, url: 'http://127.0.0.1:9', more: httpIn },
        endpoint: { store: 'jobs' },
      });
    const untilReady = ({ untilSome }: NodeRed) =>
      untilSome('status', ({ status }) => JSON.stringify(status).includes('ready'));
    const deliver = async ({ url }: NodeRed) => (await fetch(url + PRESET.path, { method: 'POST' })).status;

    it('the store is there', async () => {
      await nodeRed.deploy(endpoint());
      await untilReady(nodeRed);
      assert.doesNotMatch(nodeRed.log(), /\[error\]/);
    });

    it('the callback address answers before an http in on its path', async () => {
      await nodeRed.deploy(endpoint());
      await untilReady(nodeRed);
      assert.equal(await deliver(nodeRed), 401);
    });

    it('an http in that was there before answers until it is deployed again', async () => {
      const fresh = await startNodeRed({ settings: STORAGE });
      try {
        await fresh.deploy([{ id: 'tab', type: 'tab', label: 'test' }, ...httpIn]);
        await fresh.deploy(endpoint(), 'nodes');
        await untilReady(fresh);
        assert.equal(await deliver(fresh), 299);
        await fresh.deploy(endpoint());
        await untilReady(fresh);
        assert.equal(await deliver(fresh), 401);
      } finally {
        await fresh.stop();
      }
    });
  });
});

function secondsOf(ms: number): RegExp {
  return new RegExp(` ${ms / 1000} s`);
}

function triesOf(between: string): RegExp {
  return new RegExp(` ${RETRIES}${between}${RETRY_EVERY_MS / 1000} seconds apart`);
}
