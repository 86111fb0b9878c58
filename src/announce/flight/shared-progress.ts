import type { Progress } from '../../client/rest.js';
import type { SpeakContext } from '../../speak/speak.js';

type Follow = SpeakContext['follow'];

/** Tells several messages how the requests that they share get on; whoever comes later is told where they stand. */
export function shareProgress(): { readonly follow: Follow; join(follow: Follow): void } {
  const followers = new Set<Follow>();
  const requests: { last?: Progress; readonly listeners: ReturnType<Follow>[] }[] = [];
  return {
    follow() {
      const request: (typeof requests)[number] = { listeners: [...followers].map((follow) => follow()) };
      requests.push(request);
      return (progress) => {
        request.last = progress;
        for (const listener of request.listeners) listener(progress);
      };
    },
    join(follow) {
      followers.add(follow);
      for (const { last, listeners } of requests) {
        const listener = follow();
        listeners.push(listener);
        if (last) listener(last);
      }
    },
  };
}
