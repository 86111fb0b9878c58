/** How many names are remembered. */
const KEPT = 1000;

/** What is said once for each name. */
export interface OnceEach {
  /** True for the first time that a name comes. */
  isFirst(name: string): boolean;
  /** From now on the name is new again; all are where none is given. */
  forget(name?: string): void;
}

/** Begins with nothing said. */
export function createOnceEach(): OnceEach {
  const said = new Set<string>();
  return {
    isFirst(name) {
      if (said.has(name)) return false;
      const [oldest] = said;
      if (said.size >= KEPT && oldest !== undefined) said.delete(oldest);
      said.add(name);
      return true;
    },
    forget(name) {
      if (name === undefined) said.clear();
      else said.delete(name);
    },
  };
}
