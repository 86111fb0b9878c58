import { checkAccount } from '../client/check-account.js';
import { DeepgramError } from '../client/errors.js';
import { type Admin, answerJson, serveAdmin } from './admin-route.js';
import type { Red } from './runtime.js';
import { trialSettings } from './trial-account.js';

/** Where the editor asks whether an account can be used. */
const CHECK_PATH = '/deepgram-config/check';

/**
 * Lets the editor check the account of an open dialog. To be called when the node's type is loaded.
 *
 * The body is an account as `trialSettings` takes it. The answer is a `CheckResult`, and 200 whatever has come of it:
 * browsers write other statuses to their console. Only what the editor never sends is 400.
 */
export function serveAccountCheck(RED: Red & Admin): void {
  serveAdmin(RED, CHECK_PATH, 'deepgram-config.write', async (body, response, signal) => {
    try {
      answerJson(response, 200, await checkAccount(trialSettings(RED, body), signal));
    } catch (thrown) {
      if (!(thrown instanceof DeepgramError)) throw thrown;
      const { code, reason, values: detail } = thrown;
      answerJson(response, code === 'CONFIG' ? 200 : 400, { outcome: 'settings', reason, detail });
    }
  });
}
