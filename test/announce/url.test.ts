import assert from 'node:assert/strict';
import type { NetworkInterfaceInfo } from 'node:os';
import { audioUrlFault, audioUrlOf, judgeAudioUrl } from '../../src/announce/audio-url.js';
import { lanAddress } from '../../src/announce/serve/lan-address.js';
import { playerType } from '../../src/announce/serve/player-type.js';
import { type AudioFormat, extensionOf } from '../../src/audio/format.js';

describe('the URL of audio', () => {
  const cases: [base: string, root: string, finished: string][] = [
    ['http://192.168.1.10:1880', '/', 'http://192.168.1.10:1880/deepgram/audio/a.mp3'],
    ['http://192.168.1.10:1880/', '/', 'http://192.168.1.10:1880/deepgram/audio/a.mp3'],
    [' http://192.168.1.10:1880 ', '/api/', 'http://192.168.1.10:1880/api/deepgram/audio/a.mp3'],
    ['http://192.168.1.10:1880', 'api', 'http://192.168.1.10:1880/api/deepgram/audio/a.mp3'],
    ['https://house.example/red', '/', 'https://house.example/red/deepgram/audio/a.mp3'],
    ['https://house.example/red/', '/api', 'https://house.example/red/api/deepgram/audio/a.mp3'],
    ['HTTPS://House.Example:443', '/', 'https://house.example/deepgram/audio/a.mp3'],
    ['http://[fd00::2]:1880', '/', 'http://[fd00::2]:1880/deepgram/audio/a.mp3'],
  ];
  for (const [base, root, finished] of cases)
    it(`of "${base}" below ${root} is ${finished}`, () =>
      assert.equal(audioUrlOf(base, root, 'a.mp3'), finished));

  const reachable = [
    'http://192.168.1.10:1880',
    'http://10.0.0.5',
    'https://house.example/red',
    'http://172.16.0.9:1880',
    'http://172.32.0.9',
    'http://raspberrypi:1880',
    'http://raspberrypi.local:1880',
    'http://[fd00::2]:1880',
    'http://cafe.example',
  ];
  for (const url of reachable)
    it(`can be reached: ${url}`, () => assert.equal(judgeAudioUrl(url), undefined));

  const unreachable: Record<string, string[]> = {
    audioUrlUnreadable: [
      '',
      '192.168.1.10',
      'raspberrypi.local',
      'http://',
      'http:192.168.1.10',
      'http://a:b',
    ],
    audioUrlScheme: ['ftp://192.168.1.10', 'ws://192.168.1.10:1880', 'file:///tmp'],
    audioUrlExtras: [
      'http://me:secret@192.168.1.10',
      'http://me@192.168.1.10',
      'http://192.168.1.10?a=1',
      'http://192.168.1.10/?',
      'http://192.168.1.10/#x',
    ],
    audioUrlLocal: [
      'http://localhost:1880',
      'http://LOCALHOST.',
      'http://red.localhost',
      'http://127.0.0.1:1880',
      'http://127.1',
      'http://2130706433',
      'http://0.0.0.0:1880',
      'http://[::1]:1880',
      'http://[::]',
    ],
    audioUrlContainer: [
      'http://172.17.0.2:1880',
      'http://172.31.255.1',
      'http://10.88.0.3:1880',
      'http://3f4e5d6c7b8a:1880',
      `http://${'3f4e5d6c'.repeat(8)}`,
      'http://host.docker.internal:1880',
      'http://host.containers.internal',
    ],
  };
  for (const [problem, urls] of Object.entries(unreachable)) {
    for (const url of urls)
      it(`is marked (${problem}): ${url}`, () => assert.equal(judgeAudioUrl(url), problem));
  }

  it('can be made of what may reach nobody, but not of what nobody can read', () => {
    assert.equal(audioUrlFault('http://localhost:1880'), undefined);
    assert.equal(audioUrlFault('http://172.17.0.2:1880'), undefined);
    assert.equal(audioUrlFault('localhost:1880'), 'audioUrlUnreadable');
  });
});

describe('this machine’s address in the house', () => {
  const of = (addresses: Record<string, string[]>) =>
    lanAddress(
      Object.fromEntries(
        Object.entries(addresses).map(([name, list]) => [
          name,
          list.map((address) => ({
            ...{ address, internal: name === 'lo', family: address.includes(':') ? 'IPv6' : 'IPv4' },
            ...{ netmask: '', mac: '', cidr: null, scopeid: 0 },
          })) as NetworkInterfaceInfo[],
        ]),
      ),
    );
  const cases: [name: string, addresses: Record<string, string[]>, address: string | undefined][] = [
    ['the only one', { lo: ['127.0.0.1', '::1'], eth0: ['192.168.1.10'] }, '192.168.1.10'],
    [
      'no bridge of containers',
      { docker0: ['172.17.0.1'], 'br-12ab': ['172.18.0.1'], veth1: ['10.0.0.1'], wlan0: ['10.1.1.5'] },
      '10.1.1.5',
    ],
    ['no tunnel', { tailscale0: ['100.100.1.2'], wg0: ['10.8.0.1'], enp3s0: ['172.16.4.4'] }, '172.16.4.4'],
    [
      'no overlay network under a name of its own',
      { x0: ['100.100.1.2'], en1: ['192.168.0.3'] },
      '192.168.0.3',
    ],
    ['a private one before a public one', { eth0: ['203.0.113.7'], eth1: ['192.168.1.10'] }, '192.168.1.10'],
    ['a public one before a bridge’s', { docker0: ['172.17.0.1'], eth0: ['203.0.113.7'] }, '203.0.113.7'],
    ['the bridge of a storage box', { docker0: ['172.17.0.1'], br0: ['192.168.1.4'] }, '192.168.1.4'],
    ['a bridge’s where there is no other', { docker0: ['172.17.0.1'] }, '172.17.0.1'],
    ['Windows’ own names', { 'vEthernet (WSL)': ['172.20.0.1'], 'Wi-Fi': ['192.168.2.2'] }, '192.168.2.2'],
    ['IPv4 before IPv6', { eth0: ['fd00::2', '192.168.1.10'] }, '192.168.1.10'],
    ['IPv6 where there is no IPv4', { eth0: ['fe80::1', '2001:db8::5'] }, '2001:db8::5'],
    ['none that it has given itself', { eth0: ['169.254.3.4', 'fe80::1'] }, undefined],
    ['none where it is alone', { lo: ['127.0.0.1', '::1'] }, undefined],
  ];
  for (const [name, addresses, address] of cases)
    it(`is ${name}: ${address}`, () => assert.equal(of(addresses), address));
});

describe('the content type for players', () => {
  const cases: [format: AudioFormat, type: string][] = [
    [{ encoding: 'mp3', bitRate: 48_000 }, 'audio/mpeg'],
    [{ encoding: 'linear16', container: 'wav', sampleRate: 24_000 }, 'audio/wav'],
    [{ encoding: 'mulaw', container: 'wav', sampleRate: 8_000 }, 'audio/wav'],
    [{ encoding: 'opus', container: 'ogg' }, 'audio/ogg'],
    [{ encoding: 'flac' }, 'audio/flac'],
    [{ encoding: 'aac' }, 'audio/aac'],
    [{ encoding: 'linear16', container: 'none', sampleRate: 16_000 }, 'audio/pcm;rate=16000'],
    [{ encoding: 'mulaw', container: 'none', sampleRate: 8_000 }, 'audio/mulaw;rate=8000'],
    [{ encoding: 'alaw', container: 'none', sampleRate: 8_000 }, 'audio/alaw;rate=8000'],
  ];
  for (const [format, type] of cases)
    it(`of ${format.encoding} in ${format.container} is ${type}`, () =>
      assert.equal(playerType(format, extensionOf(format)), type));
});
