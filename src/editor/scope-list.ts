import { byId, make } from './elements.js';
import type { EditorNode } from './red.js';
import type { Submitter } from './submitters.js';
import { textsOf } from './texts.js';
import './red.js';

const text = textsOf('deepgram-callback-in');

/**
 * Draws a list of nodes with a check box each.
 *
 * @param choose - called for each box that is checked or cleared
 */
export function renderScope(
  submitters: readonly Submitter<EditorNode>[],
  chosen: ReadonlySet<string>,
  choose: (id: string, checked: boolean) => void,
): void {
  const list = byId('deepgram-scope');
  list.hidden = submitters.length === 0;
  list.replaceChildren(
    ...submitters.map((submitter) => {
      const { id } = submitter;
      const box = make('input', { type: 'checkbox' });
      box.checked = chosen.has(id);
      box.addEventListener('change', () => choose(id, box.checked));
      const name = make('span', {}, labelOf(submitter), ' ');
      name.append(make('span', { class: 'deepgram-detail' }, detailOf(submitter)));
      return make('label', {}, box, name);
    }),
  );
}

function labelOf({ id, node }: Submitter<EditorNode>): string {
  return node ? RED.utils.getNodeLabel(node, id) : id;
}

function detailOf({ node, delivers }: Submitter<EditorNode>): string {
  if (!node) return text('nodes.missing');
  return [placeOf(node), delivers ? '' : text('nodes.elsewhere')].filter(Boolean).join(', ');
}

function placeOf({ z = '' }: EditorNode): string {
  return RED.nodes.workspace(z)?.label ?? RED.nodes.subflow(z)?.name ?? '';
}
