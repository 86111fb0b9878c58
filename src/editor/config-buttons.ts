import { textsOf } from './texts.js';
import './red.js';

/** What Node-RED puts beside a select of config nodes: links that lead nowhere. */
const BUTTONS = 'a[id^="node-"][id*="-btn-"]';

/**
 * Makes the buttons beside a select of config nodes what they look like, for people who use no mouse, or hear the
 * dialog instead of seeing it. Whoever comes back from the dialog that one of them has opened, is at it again.
 */
export function openUpConfigButtons(row: HTMLElement): void {
  const select = row.querySelector('select');
  const label = row.querySelector('label');
  for (const button of row.querySelectorAll<HTMLElement>(BUTTONS)) {
    if (!select || !label || button.hasAttribute('role')) continue;
    const deed = deedOf(button);
    for (const attribute of ['aria-label', 'title']) button.setAttribute(attribute, deed);
    // By its id, for it has no text yet.
    label.id ||= `${select.id}-label`;
    button.setAttribute('aria-describedby', label.id);
    button.setAttribute('role', 'button');
    const follow = () => {
      // The editor puts the class to those that can't be pressed now, when the select has changed.
      const isOff = button.classList.contains('disabled');
      button.setAttribute('aria-disabled', String(isOff));
      button.tabIndex = isOff ? -1 : 0;
    };
    $(select).on('change', follow);
    follow();
    button.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      button.click();
    });
    button.addEventListener('click', () => {
      if (button.getAttribute('aria-disabled') !== 'true') comeBack(button, select);
    });
  }
}

function deedOf({ id }: HTMLElement): string {
  const text = textsOf('deepgram-config');
  return id.endsWith('-edit') ? text('button.edit') : text('button.add');
}

/** While another dialog covers this one, its elements are not in the page. */
function comeBack(button: HTMLElement, select: HTMLElement): void {
  const back = () => {
    if (!button.isConnected) return;
    RED.events.off('editor:change', back);
    // It slides in from beside the window, where the browser would follow it.
    (button.tabIndex < 0 ? select : button).focus({ preventScroll: true });
  };
  RED.events.on('editor:change', back);
}
