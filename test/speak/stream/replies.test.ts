import assert from 'node:assert/strict';
import { createReplies, type Replies } from '../../../src/speak/stream/replies.js';

describe('the end of a reply', () => {
  let replies: Replies;
  let ends: number;

  beforeEach(() => {
    ends = 0;
    replies = createReplies(() => {
      ends += 1;
    });
  });

  it('comes with its last utterance, not before', () => {
    replies.mark(2);
    replies.ended(1, true);
    assert.equal(ends, 0);
    replies.ended(2, true);
    assert.equal(ends, 1);
  });

  it('comes at once where all of it has been spoken', () => {
    replies.ended(1, true);
    replies.mark(1);
    assert.equal(ends, 1);
  });

  it('comes once for each reply, also when utterances were merged into one', () => {
    replies.mark(1);
    replies.mark(2);
    replies.ended(2, true);
    assert.equal(ends, 2);
  });

  it('does not come for one that was cleared or has failed', () => {
    replies.mark(1);
    replies.ended(1, false);
    replies.mark(3);
    replies.drop([3]);
    replies.ended(3, true);
    assert.equal(ends, 0);
  });

  it('comes for the reply after one that was cleared', () => {
    replies.mark(1);
    replies.drop([1]);
    replies.mark(2);
    replies.ended(2, true);
    assert.equal(ends, 1);
  });
});
