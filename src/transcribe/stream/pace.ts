/** Says when audio may be sent that is sent again. */
export interface Pace {
  /** True while audio has to wait for its time. */
  readonly isOn: boolean;
  /** From now on; @param start - where it begins, in ms of the session */
  begin(start: number): void;
  end(): void;
  /** ms until audio may be sent that begins there. */
  wait(start: number): number;
}

/** Begins without haste. @param speed - 1: as it was spoken; @param now - in ms */
export function createPace(speed: number, now = () => performance.now()): Pace {
  let begun: { readonly at: number; readonly start: number } | undefined;
  return {
    get isOn() {
      return begun !== undefined;
    },
    begin(start) {
      begun = { at: now(), start };
    },
    end() {
      begun = undefined;
    },
    wait: (start) => (begun ? Math.max(0, begun.at + (start - begun.start) / speed - now()) : 0),
  };
}
