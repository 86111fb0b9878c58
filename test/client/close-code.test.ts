import assert from 'node:assert/strict';
import { closeError } from '../../src/client/close-code.js';

describe('F28 the end of a socket that nobody asked to end', () => {
  const table: readonly [number, string, string, boolean][] = [
    [1000, '', 'CLOSED', true],
    [1001, 'going away', 'CLOSED', true],
    [1002, '', 'PROTOCOL', false],
    [1003, 'MESSAGE-0000', 'BAD_REQUEST', false],
    [1005, '', 'CLOSED', true],
    [1006, '', 'NETWORK', true],
    [1007, '', 'BAD_REQUEST', false],
    [1008, 'DATA-0000', 'BAD_REQUEST', false],
    [1008, 'DATA-0001', 'RATE_LIMITED', true],
    [1009, 'BIG-0001', 'TOO_LARGE', false],
    [1010, '', 'PROTOCOL', false],
    [1011, 'NET-0000', 'SERVER', true],
    [1011, 'NET-0001', 'CLOSED', true],
    [1011, 'See https://dpgr.am/net0001', 'CLOSED', true],
    [1011, 'NET-0002', 'SERVER', true],
    [1011, 'no_audio_timeout (NET-0002)', 'CLOSED', true],
    [1011, 'NET-0003', 'CLOSED', true],
    [1012, '', 'SERVER', true],
    [1013, '', 'SERVER', true],
    [1014, '', 'SERVER', true],
    [3000, '', 'CLOSED', false],
    [4000, '', 'CLOSED', false],
    [4999, 'DATA-0001', 'CLOSED', false],
  ];
  for (const [number, reason, code, retryable] of table) {
    const title = [number, reason].filter(Boolean).join(' ');
    it(`${title}: ${code}, ${retryable ? 'may be tried again' : 'final'}`, () => {
      const error = closeError(number, reason, []);
      assert.deepEqual([error.code, error.cause.retryable], [code, retryable]);
      assert.equal(error.reason, number === 1006 ? 'socketLost' : 'socketClosed');
      assert.deepEqual(error.values, { code: number, reason });
    });
  }

  it("tells Deepgram's own code and the ids that are known", () => {
    const { cause } = closeError(1008, 'DATA-0000: no such command', [], { requestId: 'r1' });
    assert.deepEqual(cause, { retryable: false, errCode: 'DATA-0000', requestId: 'r1' });
  });

  it('tells of a reason one line of at most 200 characters, and no secret', () => {
    const { values } = closeError(1008, `key k-secret-1\nat https://me:pass@host/x?t=1 ${'z'.repeat(300)}`, [
      'k-secret-1',
    ]);
    assert.match(String(values.reason), /^key … at https:\/\/host\/x z+…$/);
    assert.equal(String(values.reason).length, 201);
  });
});
