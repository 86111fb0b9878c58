import assert from 'node:assert/strict';
import { type Taker, takerOf } from '../../src/callback/takers.js';

const taker = (id: string, flow: string, scope: string[] | null): Taker => ({ id, flow, scope });

describe('a result is taken', () => {
  const submitter = { id: 'speak', flow: 'tab' };
  const named = taker('named', 'other', ['speak']);
  const sameFlow = taker('same flow', 'tab', null);
  const elsewhere = taker('elsewhere', 'other', null);
  const stranger = taker('stranger', 'tab', ['somebody else']);

  it('by the node that names its submitter', () =>
    assert.equal(takerOf([sameFlow, elsewhere, named], submitter), named));
  it('also where the submitter stands in a subflow, and is named by its template', () =>
    assert.equal(
      takerOf([sameFlow, named], { id: 'instance-speak', flow: 'tab', template: 'speak' }),
      named,
    ));
  it('else by one on the submitter’s flow', () =>
    assert.equal(takerOf([elsewhere, stranger, sameFlow], submitter), sameFlow));
  it('else by any that takes whatever arrives', () =>
    assert.equal(takerOf([stranger, elsewhere], submitter), elsewhere));
  it('else by nobody', () => assert.equal(takerOf([stranger], submitter), undefined));
});
