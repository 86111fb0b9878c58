import assert from 'node:assert/strict';
import { finishedUrl, reachProblem, socketUrl } from '../../src/callback/public-url.js';

const ADDRESS = { path: '/deepgram/callback', listen: 'node-red', httpNodeRoot: '/' } as const;

describe('the address by which Deepgram reaches us', () => {
  const cases: [publicUrl: string, more: object, finished: string | undefined][] = [
    ['https://red.example.org', {}, 'https://red.example.org/deepgram/callback'],
    ['https://red.example.org/', {}, 'https://red.example.org/deepgram/callback'],
    [' https://red.example.org ', {}, 'https://red.example.org/deepgram/callback'],
    ['https://red.example.org', { httpNodeRoot: '/api/' }, 'https://red.example.org/api/deepgram/callback'],
    ['https://red.example.org', { httpNodeRoot: 'api' }, 'https://red.example.org/api/deepgram/callback'],
    [
      'https://red.example.org',
      { httpNodeRoot: '/api', listen: 'own' },
      'https://red.example.org/deepgram/callback',
    ],
    ['https://red.example.org/hook', { httpNodeRoot: '/api' }, 'https://red.example.org/hook'],
    ['https://red.example.org/hook?tenant=1', {}, 'https://red.example.org/hook?tenant=1'],
    ['https://user:pass@red.example.org', {}, 'https://red.example.org/deepgram/callback'],
    ['https://red.example.org', { path: 'cb' }, 'https://red.example.org/cb'],
    ['red.example.org', {}, undefined],
    ['', {}, undefined],
    ['wss://red.example.org', {}, undefined],
    ['https://', {}, undefined],
  ];
  for (const [publicUrl, more, finished] of cases) {
    it(`of "${publicUrl}" with ${JSON.stringify(more)} is ${finished}`, () =>
      assert.equal(finishedUrl({ ...ADDRESS, ...more, publicUrl })?.href, finished));
  }

  const reachable = [
    'https://red.example.org/cb',
    'http://red.example.org:8080',
    'https://red.example.org:8443/cb',
    'https://203.0.113.7',
    'https://172.32.0.1',
    'https://[2001:db8::1]/cb',
    'https://11.example.org',
  ];
  for (const url of reachable) it(`can be called: ${url}`, () => assert.equal(reachProblem(url), undefined));

  const unreachable: Record<string, string[]> = {
    callbackUnreadable: ['', 'red.example.org', 'https://'],
    callbackScheme: ['ws://red.example.org', 'ftp://red.example.org'],
    callbackPort: ['https://red.example.org:1880', 'http://red.example.org:81'],
    callbackPrivate: [
      'http://localhost',
      'http://raspberrypi/cb',
      'https://node-red.local',
      'https://red.lan.',
      'http://127.0.0.1:8080',
      'http://10.1.2.3',
      'http://172.16.0.1',
      'http://172.31.255.255',
      'http://192.168.1.10',
      'http://100.64.0.1',
      'http://169.254.1.1',
      'http://[::1]',
      'http://[fd00::1]',
      'http://[fe80::1]',
      'http://2130706433',
      'http://0x7f.1',
    ],
  };
  for (const [problem, urls] of Object.entries(unreachable)) {
    for (const url of urls)
      it(`can’t be called (${problem}): ${url}`, () => assert.equal(reachProblem(url), problem));
  }

  it('of WebSockets is the same with ws for http', () => {
    for (const [url, wanted] of [
      ['http://red.example.org:8080/cb?tenant=1', 'ws://red.example.org:8080/cb?tenant=1'],
      ['https://red.example.org/http', 'wss://red.example.org/http'],
    ] as const)
      assert.equal(socketUrl(new URL(url)).href, wanted);
  });

  it('of WebSockets is ws or wss, and what is wrong for requests is wrong for them', () => {
    for (const [url, problem] of [
      ['wss://red.example.org/cb', undefined],
      ['ws://red.example.org:8080', undefined],
      ['https://red.example.org/cb', 'callbackSocketScheme'],
      ['ftp://red.example.org', 'callbackSocketScheme'],
      ['red.example.org', 'callbackUnreadable'],
      ['wss://red.example.org:1880', 'callbackPort'],
      ['wss://node-red.local', 'callbackPrivate'],
    ] as const)
      assert.equal(reachProblem(url, 'socket'), problem, url);
  });
});
