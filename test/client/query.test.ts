import assert from 'node:assert/strict';
import { toQuery } from '../../src/client/query.js';

describe('a query', () => {
  it('repeats a parameter for each item of a list', () =>
    assert.equal(toQuery({ tag: ['a', 'b'] }), '?tag=a&tag=b'));
  it('writes booleans in lower case', () =>
    assert.equal(toQuery({ mip_opt_out: false }), '?mip_opt_out=false'));
  it('leaves out what is blank', () => assert.equal(toQuery({ a: '', b: null, c: undefined, d: [] }), ''));
  it('keeps zero', () => assert.equal(toQuery({ expressivity: 0 }), '?expressivity=0'));
  it('encodes each value once', () =>
    assert.equal(toQuery({ tag: 'a b&c=ü%20' }), '?tag=a+b%26c%3D%C3%BC%2520'));
});
