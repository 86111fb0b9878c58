import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { Agent, request } from 'undici';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { type Device, openDevice } from '../examples/device.js';
import { complaintsIn } from '../fixtures/complaints.js';
import { play, withEnds } from '../fixtures/play-flows.js';
import { bringHere, type Here, readSavedFlows, SAVED_FLOWS } from '../fixtures/saved-flows.js';
import { type EditorBrowser, startEditorBrowser } from '../helpers/browser-editor.js';
import { selfSigned } from '../helpers/certificate.js';
import { closedPort } from '../helpers/closed-port.js';
import { type FlowNode, type NodeRed, type Received, startNodeRed } from '../helpers/node-red.js';
import { startProxy, type TestProxy } from '../helpers/proxy.js';
import { sharedNodeRed } from '../helpers/shared.js';

const SAID = 'An older flow still hears and speaks.';
const BARE = 'encoding=linear16&sample_rate=16000&container=none';

/** A store that lasts, as endpoints of saved flows name it. */
const SETTINGS = `contextStorage: { default: { module: 'memory' },
  lasting: { module: 'localfilesystem', config: { cache: false } } },`;

describe('flows that were saved by an older version', function () {
  this.timeout(120_000);
  let userDir: string;
  let nodeRed: NodeRed;
  let emulator: Emulator;
  let ownEmulator: Emulator;
  let proxy: TestProxy;
  let device: Device;
  let browser: EditorBrowser;
  let here: Here;
  let certificate: { key: string; cert: string };

  before(async () => {
    userDir = await mkdtemp(path.join(tmpdir(), 'upgrade-'));
    certificate = await selfSigned();
    [emulator, ownEmulator, proxy, device, browser] = await Promise.all([
      startEmulator({ callbacks: { anyPort: true, ca: certificate.cert } }),
      startEmulator({ tls: certificate }),
      startProxy(),
      openDevice(),
      startEditorBrowser(),
    ]);
    const [deepgram, ownDeepgram] = [emulator.url, ownEmulator.url];
    here = { deepgram, ownDeepgram, proxy: proxy.url, publicUrl: '', port: await closedPort() };
    const [file = ''] = SAVED_FLOWS;
    await writeFile(path.join(userDir, 'flows.json'), JSON.stringify(flowsOf(file)));
    nodeRed = await startNodeRed({ userDir, settings: SETTINGS });
    here = { ...here, publicUrl: nodeRed.url };
  });
  after(async () => {
    await browser?.close();
    await nodeRed?.stop();
    await Promise.all([emulator?.close(), ownEmulator?.close()]);
    proxy?.close();
    device?.close();
    await rm(userDir, { recursive: true, force: true });
  });
  afterEach(async function () {
    await browser.review(this.currentTest);
    await browser.closeEditors();
  });

  /** As they run here, with the credentials that Node-RED keeps in a file of their own. */
  const flowsOf = (file: string) =>
    bringHere(readSavedFlows(file), here).map((node) => ({ ...node, ...credentialsOf(node) }));

  function credentialsOf({ type, auth }: FlowNode): object {
    switch (type) {
      case 'deepgram-config':
        return { credentials: { apiKey: auth === 'token' ? ownEmulator.token : emulator.key } };
      case 'deepgram-callback-endpoint':
        return { credentials: { secret: '', username: '', password: '' } };
      case 'tls-config':
        return { credentials: { certdata: certificate.cert, keydata: certificate.key } };
      default:
        return {};
    }
  }

  it('start without a warning, as no flows at all do', async () => {
    assert.deepEqual(complaintsIn(nodeRed.log()), []);
    const [untilStarted = ''] = (await sharedNodeRed()).log().split('Started flows');
    assert.deepEqual(complaintsIn(untilStarted), []);
  });

  for (const file of SAVED_FLOWS) {
    it(`${file}: each node does its work`, async () => {
      const flows = flowsOf(file);
      const uploaded = (await device.asked(0)).length;
      await nodeRed.deploy(withEnds(flows));
      const [said, ownSaid] = await Promise.all(
        [emulator, ownEmulator].map((each) => sayTwice(each, certificate.cert)),
      );
      assert.ok(said && ownSaid);
      await writeFile(path.join(userDir, 'recording.wav'), ownSaid.recording);
      const saidFor = ({ account }: FlowNode) =>
        flows.some(({ id, url }) => id === account && url === ownEmulator.url) ? ownSaid : said;
      const more = {
        ...{ topic: 'recording.wav', folder: userDir, voice: 'aura-2-draco-en', model: 'nova-3-general' },
        ...{ upload: `${device.url}/upload`, call: 'one' },
      };
      const delivered = flows.filter(({ endpoint, type }) => endpoint && type !== 'deepgram-callback-in');
      const played = await play(
        nodeRed,
        flows,
        {
          text: () => ({ ...more, payload: SAID }),
          recording: (node) => ({ ...more, payload: saidFor(node).recording }),
          stream(node) {
            const { recording, frame } = saidFor(node);
            const isBare = 'encoding' in ((node.params as object | undefined) ?? {});
            return { ...more, payload: isBare ? frame : recording, frame };
          },
        },
        ({ ofType }) => jobsOf(ofType('deepgram-callback-in')).size >= delivered.length,
      );
      for (const node of flows) {
        for (const { deepgram } of played.ofNode(node)) {
          assert.equal(typeof deepgram?.requestId, 'string', node.id);
        }
      }
      const elsewhere = flows.filter(({ callbackUrl }) => callbackUrl);
      const uploads = await device.asked(uploaded + elsewhere.length);
      assert.ok(uploads.every(({ url }) => url === '/upload'));
      assert.deepEqual(complaintsIn(nodeRed.log()), []);
    });

    it(`${file}: Done in each dialog changes nothing`, async () => {
      const flows = flowsOf(file);
      await nodeRed.deploy(flows);
      const editor = await browser.open(nodeRed.url);
      const before = await savedBy(editor.page);
      for (const { id, type, wires } of flows.filter(({ type }) => type.startsWith('deepgram-'))) {
        const open = wires
          ? `RED.editor.edit(RED.nodes.node('${id}'))`
          : `RED.editor.editConfig('', '${type}', '${id}')`;
        await editor.page.evaluate(`${open}; undefined`);
        const dialog = wires ? editor.dialog : editor.configDialog;
        await dialog.locator('.red-ui-tray-body :focus').waitFor();
        await editor.done(dialog);
      }
      const after = await savedBy(editor.page);
      for (const node of flows) {
        const saved = [before, after].map((all) => all.find(({ id }) => id === node.id));
        for (const each of saved) assert.deepEqual(each && essenceOf(each), essenceOf(node));
      }
      assert.equal(await editor.page.evaluate('RED.nodes.dirty()'), false);
    });
  }

  it('reach their own Deepgram through their proxy', () => {
    const { host } = new URL(ownEmulator.url);
    assert.ok(proxy.tunnels.length > 0);
    for (const { target } of proxy.tunnels) assert.equal(target, host);
  });
});

/** A sentence as a file, and as the bare samples of a microphone, as an emulator says and understands it. */
async function sayTwice({ url, token }: Emulator, ca: string): Promise<{ recording: Buffer; frame: Buffer }> {
  const dispatcher = new Agent({ connect: { ca } });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'text/plain' };
  const [recording, frame] = await Promise.all(
    ['encoding=linear16', BARE].map(async (format) => {
      const address = `${url}/v1/speak?model=aura-2-thalia-en&${format}`;
      const { body } = await request(address, { method: 'POST', dispatcher, headers, body: SAID });
      return Buffer.from(await body.arrayBuffer());
    }),
  );
  await dispatcher.close();
  assert.ok(recording && frame);
  return { recording, frame };
}

function jobsOf(messages: readonly Received[]): Set<unknown> {
  return new Set(messages.map(({ deepgram }) => deepgram?.job));
}

/** What of a node must stay as it is. */
function essenceOf({ credentials, ...node }: FlowNode): object {
  return node;
}

/** The flows as the editor would deploy them. */
async function savedBy(page: Page): Promise<FlowNode[]> {
  return JSON.parse(
    await page.evaluate('JSON.stringify(RED.nodes.createCompleteNodeSet({ credentials: false }))'),
  );
}
