/**
 * Keeps a list at its field while it is open: the page, the dialog or what is in it may be scrolled, the window or
 * the dialog made wider.
 *
 * @param lost - called when the field can't be seen any more
 * @returns a function that ends it
 */
export function keepInPlace(list: HTMLElement, anchor: Element, lost: () => void): () => void {
  const again = () => place(list, anchor);
  const scrolled = ({ target }: Event) => {
    if (target !== list) again();
  };
  window.addEventListener('resize', again);
  window.addEventListener('scroll', scrolled, { capture: true, passive: true });
  const sizes = new ResizeObserver(again);
  for (const element of [anchor, anchor.closest('.red-ui-tray')]) if (element) sizes.observe(element);
  const sight = new IntersectionObserver((entries) => {
    if (entries.at(-1)?.isIntersecting === false) lost();
  });
  sight.observe(anchor);
  again();
  return () => {
    window.removeEventListener('resize', again);
    window.removeEventListener('scroll', scrolled, { capture: true });
    sizes.disconnect();
    sight.disconnect();
  };
}

/** Puts a list below its field, or above it where there is more room. */
function place(list: HTMLElement, anchor: Element): void {
  const box = anchor.getBoundingClientRect();
  const width = Math.max(box.width, Math.min(420, window.innerWidth - 16));
  const below = window.innerHeight - box.bottom;
  list.style.width = `${width}px`;
  list.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - width - 8))}px`;
  list.style.top = below > 180 ? `${box.bottom}px` : 'auto';
  list.style.bottom = below > 180 ? 'auto' : `${window.innerHeight - box.top}px`;
  list.style.maxHeight = `${Math.min(300, (below > 180 ? below : box.top) - 12)}px`;
}
