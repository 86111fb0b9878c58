import type { Locator } from 'playwright-core';
import type { Editor } from '../helpers/browser-editor.js';

/** What a person does in the editor; each deed counts, and a picture is kept of what is seen after a step. */
export interface Hands {
  /** Clicks, keys, drags, entries and choices until now. */
  actions(): number;
  drag(type: string, to: { x: number; y: number }): Promise<void>;
  connect(from: Locator, to: Locator): Promise<void>;
  /** A click on the node, and a key. */
  edit(node: Locator): Promise<void>;
  newConfig(property: string): Promise<void>;
  click(what: Locator): Promise<void>;
  press(what: Locator, key: string): Promise<void>;
  /** Types into a field, in place of what it has. */
  type(field: Locator, words: string): Promise<void>;
  choose(field: Locator, label: string): Promise<void>;
  done(dialog?: Locator): Promise<void>;
  deploy(): Promise<void>;
  /** Keeps a picture, numbered in the order of the steps. */
  look(name: string): Promise<void>;
}

/** @param story - begins the names of the pictures */
export function handsOn(editor: Editor, story: string): Hands {
  let actions = 0;
  let pictures = 0;
  const count = <Deed>(deed: Promise<Deed>, number = 1): Promise<Deed> => {
    actions += number;
    return deed;
  };
  return {
    actions: () => actions,
    drag: (type, to) => count(editor.drag(type, to)),
    connect: (from, to) => count(editor.connect(from, to)),
    edit: (node) => count(editor.edit(node), 2),
    newConfig: (property) => count(editor.editConfig('add', property)),
    click: (what) => count(what.click()),
    press: (what, key) => count(what.press(key)),
    async type(field, words) {
      await count(field.click());
      await field.fill('');
      await count(field.pressSequentially(words));
    },
    async choose(field, label) {
      await count(field.selectOption({ label }));
    },
    done: (dialog) => count(editor.done(dialog)),
    deploy: () => count(editor.deploy()),
    async look(name) {
      pictures += 1;
      await editor.picture(`${story}-${String(pictures).padStart(2, '0')}-${name}`);
    },
  };
}
