/** What several may take from together, each giving back all it took when it closes. */
export interface Budget {
  open(): { take(amount: number): boolean; close(): void };
}

/** @param limit - what may be taken at once; a single taker may always have as much as it likes */
export function createBudget(limit: number): Budget {
  let taken = 0;
  return {
    open() {
      let mine = 0;
      return {
        take(amount) {
          if (taken > mine && taken + amount > limit) return false;
          mine += amount;
          taken += amount;
          return true;
        },
        close() {
          taken -= mine;
          mine = 0;
        },
      };
    },
  };
}
