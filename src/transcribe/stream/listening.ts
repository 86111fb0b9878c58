import type { ListenSettings } from './settings.js';

/** Shows that somebody is listened to, as long as audio comes. */
export interface Listening {
  /** There is audio. */
  heard(): void;
  /** There is no socket any more, or nobody to be shown anything. */
  stop(): void;
}

/** @param rest - ms without audio after which there is only a connection */
export function createListening(rest: number, onState: ListenSettings['onState']): Listening {
  let timer: NodeJS.Timeout | undefined;

  return {
    heard() {
      if (timer) {
        timer.refresh();
        return;
      }
      onState({ state: 'listening' });
      timer = setTimeout(() => {
        timer = undefined;
        onState({ state: 'connected' });
      }, rest);
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
