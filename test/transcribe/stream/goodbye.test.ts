import assert from 'node:assert/strict';
import { expectGoodbye } from '../../../src/transcribe/stream/goodbye.js';
import type { ListenVersion } from '../../../src/transcribe/stream/wish.js';

const CALLBACK = `/v1/listen?callback=${encodeURIComponent('wss://red.example.org/x')}`;

describe('a goodbye', () => {
  const cases: [
    about: string,
    version: ListenVersion,
    path: string,
    types: string[],
    code: number,
    is: boolean,
  ][] = [
    ['1000 behind the Metadata', 'v1', '/v1/listen', ['Results', 'Metadata'], 1000, true],
    [
      '1000 behind the Metadata, and what comes late',
      'v1',
      '/v1/listen',
      ['Metadata', 'Warning'],
      1000,
      true,
    ],
    ['1000 without Metadata', 'v1', '/v1/listen', ['Results'], 1000, false],
    ['1000 where Metadata goes to a callback', 'v1', CALLBACK, [], 1000, true],
    ['1011 behind the Metadata', 'v1', '/v1/listen', ['Metadata'], 1011, false],
    ['no close frame', 'v1', '/v1/listen', ['Metadata'], 1006, false],
    ['a close frame of Flux without a code', 'v2', '/v2/listen', [], 1005, true],
    ['1000 of Flux that has answered', 'v2', '/v2/listen', ['TurnInfo'], 1000, true],
    ['1000 of Flux that has said nothing', 'v2', '/v2/listen', [], 1000, false],
    ['1011 of Flux', 'v2', '/v2/listen', ['TurnInfo'], 1011, false],
  ];
  for (const [about, version, path, types, code, isSaid] of cases)
    it(`is ${isSaid ? '' : 'not '}${about}`, () => {
      const goodbye = expectGoodbye(version, path);
      for (const type of types) goodbye.take(type);
      assert.equal(goodbye.isSaid(code), isSaid);
    });
});
