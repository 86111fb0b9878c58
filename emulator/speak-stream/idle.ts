import type { Line } from '../socket/line.js';

/** Acts once a line has been left alone for so long; what it returns says that it has not. */
export function watchIdle({ clock, over }: Line, ms: number, act: () => void): () => void {
  let last = clock.now();
  const look = (): void => {
    const left = last + ms - clock.now();
    if (left > 0) clock.after(left, look, over);
    else act();
  };
  clock.after(ms, look, over);
  return () => {
    last = clock.now();
  };
}
