import assert from 'node:assert/strict';
import { type SubmittingNode, submittersOf } from '../../src/editor/submitters.js';

const NODES: SubmittingNode[] = [
  { id: 'here', type: 'deepgram-speak', delivery: 'callback', endpoint: 'door' },
  { id: 'other tab', type: 'deepgram-speak', delivery: 'callback', endpoint: 'door' },
  { id: 'waiting', type: 'deepgram-speak', delivery: 'wait', endpoint: 'door' },
  { id: 'old', type: 'deepgram-speak' },
  { id: 'elsewhere', type: 'deepgram-speak', delivery: 'callback', endpoint: 'window' },
  { id: 'stream', type: 'deepgram-transcribe-stream', endpoint: 'door' },
  { id: 'not ours', type: 'http request', delivery: 'callback', endpoint: 'door' },
];
const nodes = {
  ofType: (type: string) => NODES.filter((node) => node.type === type),
  byId: (id: string) => NODES.find((node) => node.id === id),
};
const idsOf = (endpoint: string, chosen: string[] = []) =>
  submittersOf(endpoint, chosen, nodes).map(({ id }) => id);

describe('the nodes whose results a callback-in may take', () => {
  it('are those that have them delivered to its address, on any tab', () => {
    assert.deepEqual(idsOf('door'), ['here', 'other tab', 'stream']);
    assert.deepEqual(idsOf('window'), ['elsewhere']);
  });

  it('are none where no address is chosen', () => {
    assert.deepEqual(idsOf(''), []);
    assert.deepEqual(idsOf('_ADD_'), []);
  });

  it('keep those that are chosen already, and tell which deliver elsewhere or are gone', () => {
    const kept = submittersOf('door', ['here', 'elsewhere', 'deleted'], nodes);
    assert.deepEqual(
      kept.map(({ id, node, delivers }) => [id, node?.id, delivers]),
      [
        ['here', 'here', true],
        ['other tab', 'other tab', true],
        ['stream', 'stream', true],
        ['elsewhere', 'elsewhere', false],
        ['deleted', undefined, false],
      ],
    );
  });
});
