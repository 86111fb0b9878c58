import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readSavedFlows, SAVED_FLOWS } from '../fixtures/saved-flows.js';
import type { FlowNode } from '../helpers/node-red.js';
import { ROOT } from '../helpers/root.js';
import { MANIFEST } from './manifest.js';
import { registrationsOf } from './registrations.js';

const [MAJOR, MINOR] = MANIFEST.version.split('.');

/** Flows as this version saves them; each minor version keeps its own from its first release on. */
const OF_THIS_VERSION = `flows-${MAJOR}.${MINOR}.0.json`;

describe('the flows that are kept of each version', () => {
  it(`are there of this one: test/fixtures/${OF_THIS_VERSION}`, () =>
    assert.ok(
      SAVED_FLOWS.includes(OF_THIS_VERSION),
      'save flows with this version, with all that is new in it',
    ));

  it('hold no credentials', () => {
    for (const file of SAVED_FLOWS)
      assert.doesNotMatch(JSON.stringify(readSavedFlows(file)), /credentials|apiKey/);
  });

  for (const [type, file] of Object.entries(MANIFEST['node-red'].nodes)) {
    describe(type, () => {
      const html = readFileSync(path.join(ROOT, file.replace(/\.js$/, '.html')), 'utf8');
      const defaults = Object.entries(defaultsOf(html));
      const nodes = () => readSavedFlows(OF_THIS_VERSION).filter((node) => node.type === type);
      const isDefault = (node: FlowNode, property: string, value: unknown) =>
        isDeepStrictEqual(node[property], value);

      it('is there as it comes from the palette', () => {
        const optional = defaults.filter(([, { required }]) => !required);
        assert.ok(
          nodes().some((node) => optional.every(([property, { value }]) => isDefault(node, property, value))),
        );
      });

      it('has each property set to something else', () => {
        const unset = defaults.filter(([property, { value }]) =>
          nodes().every((node) => isDefault(node, property, value)),
        );
        assert.deepEqual(
          unset.map(([property]) => property),
          [],
        );
      });
    });
  }
});

interface Property {
  readonly value: unknown;
  readonly required?: boolean;
}

/** The properties that the editor saves, as it would save them for a node that nobody has touched. */
function defaultsOf(html: string): Record<string, Property> {
  const [registration] = registrationsOf(html);
  return JSON.parse(JSON.stringify(registration?.defaults));
}
