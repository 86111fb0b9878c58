import type { Page } from 'playwright-core';

/** The part of Node-RED's editor that is called here, in the page: these tests are not compiled with its types. */
declare const RED: {
  nodes: {
    clear(): void;
    version(revision: string | null): void;
    import(flows: unknown): void;
    dirty(isDirty: boolean): void;
    getWorkspaceOrder(): string[];
  };
  history: { clear(): void };
  view: { redraw(all: boolean): void };
  workspaces: { active(): string | 0; show(id: string): void };
  events: { emit(event: string): void };
};

/** Leaves an open editor as a person does who is done: what is open is cancelled. It hears of no deploy from now on. */
export async function leaveEditor(page: Page): Promise<void> {
  const trays = page.locator('.red-ui-tray');
  for (let open = await trays.count(); open > 0; open = await trays.count()) {
    const tray = trays.nth(open - 1);
    const handle = await tray.elementHandle();
    await tray
      .getByRole('button', { name: /^(Cancel|Close|Abbrechen|中止|キャンセル)$/ })
      .first()
      .click();
    // The one below it may only now be put back into the page: it is not the same.
    await handle?.waitForElementState('hidden');
  }
  await page.evaluate(() => RED.nodes.version(null));
}

/**
 * Shows the flows that run now in an editor that was left, as the editor itself does when another project is opened:
 * to load the whole page for each test takes much longer than all that is tested.
 */
export async function enterEditor(page: Page): Promise<void> {
  await page.evaluate(async () => {
    RED.nodes.clear();
    RED.history.clear();
    const headers = { accept: 'application/json', 'node-red-api-version': 'v2' };
    const running = await (await fetch('flows', { headers })).json();
    const { rev, flows } = running as { rev: string; flows: unknown };
    RED.nodes.version(rev);
    RED.nodes.import(flows);
    RED.nodes.dirty(false);
    RED.view.redraw(true);
    const [first] = RED.nodes.getWorkspaceOrder();
    if (first && RED.workspaces.active() === 0) RED.workspaces.show(first);
    RED.events.emit('flows:loaded');
  });
}
