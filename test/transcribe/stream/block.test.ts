import assert from 'node:assert/strict';
import { createBlocks, joined } from '../../../src/transcribe/stream/block.js';

const piece = (length: number, value: number) => Buffer.alloc(length, value);

describe('blocks of audio', () => {
  it('keep a copy: what was written into the piece later is not in it', () => {
    const given = piece(4, 1);
    const kept = createBlocks().copy(given);
    given.fill(2);
    assert.deepEqual([...kept], [1, 1, 1, 1]);
  });

  it('have neighbours, which are joined where they lie', () => {
    const blocks = createBlocks(8);
    const [one, two] = [blocks.copy(piece(2, 1)), blocks.copy(piece(3, 2))];
    const both = joined(one, two) ?? assert.fail();
    assert.deepEqual([...both], [1, 1, 2, 2, 2]);
    assert.equal(both.buffer, one.buffer);
    assert.equal(joined(two, one), undefined);
  });

  it('end: what does not fit is in another one, and no neighbour', () => {
    const blocks = createBlocks(8);
    const pieces = [1, 2, 3].map((value) => blocks.copy(piece(3, value)));
    assert.deepEqual(
      pieces.map((kept) => [...kept]),
      [1, 2, 3].map((value) => [value, value, value]),
    );
    const [, two = assert.fail(), three = assert.fail()] = pieces;
    assert.equal(joined(two, three), undefined);
  });

  it('do not take a large piece, nor end because of it', () => {
    const blocks = createBlocks(8);
    const one = blocks.copy(piece(2, 1));
    const large = blocks.copy(piece(5, 2));
    const two = blocks.copy(piece(2, 3));
    assert.deepEqual([...large], [2, 2, 2, 2, 2]);
    assert.equal(joined(one, large), undefined);
    assert.equal(joined(one, two)?.length, 4);
  });
});
