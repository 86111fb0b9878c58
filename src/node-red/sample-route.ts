import type { ServerResponse } from 'node:http';
import { playerType } from '../announce/serve/player-type.js';
import { openAccount } from '../client/account.js';
import { DeepgramError } from '../client/errors.js';
import { overlay } from '../client/wish.js';
import { check, type Problem } from '../speak/check.js';
import { type Parameters, REQUEST, STREAM } from '../speak/parameters.js';
import { playable, type Sample, speakSample } from '../speak/sample.js';
import { type Admin, answerJson, serveAdmin } from './admin-route.js';
import type { Red } from './runtime.js';
import { isParameters } from './settings.js';
import { trialSettings } from './trial-account.js';
import { isVariable, withVariables } from './variables.js';
import { within } from './within.js';

/** Where the editor asks to hear a voice. */
const SAMPLE_PATH = '/deepgram-speak/sample';

/** Seconds that a person waits for it. */
const PATIENCE_S = 15;

/** What the editor has sent. */
type Asked = Readonly<Record<string, unknown>>;

/** What is wrong with the parameters. */
interface Wrong {
  readonly problems: readonly Problem[];
}

/**
 * Lets the editor hear a voice as it stands in a dialog. To be called when a node's type is loaded.
 *
 * The body is `{ account, model, params, stream, mp3 }`: the account as `trialSettings` takes it, what is set in the
 * dialog, whether that is a socket's, and whether the browser can't play the encoding. Who presses the button spends
 * money, so it takes the right to change flows.
 *
 * The answer is audio, or JSON that says why not: `{ error: { code, reason, values } }` with keys of the locale
 * catalogs, for the editor may have another language than the runtime; where parameters are wrong, with `problems`.
 * It is 200 then, too: browsers write other statuses to their console.
 */
export function serveSamples(RED: Red & Admin): void {
  serveAdmin(RED, SAMPLE_PATH, 'deepgram-speak.write', async (body, response, left) => {
    const asked = isParameters(body) ? body : {};
    try {
      const told = await within(PATIENCE_S, left, (signal) => speakAsked(RED, asked, signal));
      if ('audio' in told) answerAudio(response, told);
      else
        answerJson(response, 200, {
          error: { code: 'BAD_REQUEST', reason: 'problems', values: {}, ...told },
        });
    } catch (thrown) {
      if (left.aborted) return;
      if (!(thrown instanceof DeepgramError)) throw thrown;
      const { code, reason, values } = thrown;
      answerJson(response, 200, { error: { code, reason, values } });
    }
  });
}

async function speakAsked(RED: Red, asked: Asked, signal: AbortSignal): Promise<Sample | Wrong> {
  const { account, model, params, stream, mp3 } = asked;
  const wish = overlay(model, knownIn(RED, isParameters(params) ? params : {}), undefined);
  const problems = check(wish.model, wish.parameters, stream === true ? STREAM : REQUEST);
  if (problems.length > 0) return { problems };
  const opened = openAccount(trialSettings(RED, account));
  try {
    return await speakSample(opened, { ...wish, parameters: playable(wish, mp3 === true) }, signal);
  } finally {
    // Not waited for: a connection that is just being made ends by its own limit only.
    void opened.close();
  }
}

/** With the variables that a deploy would replace; what holds one of a tab is left out, for it is not known here. */
function knownIn(RED: Red, params: Parameters): Parameters {
  const known = Object.entries(withVariables(RED, params)).filter(([, value]) => !isVariable(value));
  return Object.fromEntries(known);
}

function answerAudio(response: ServerResponse, { format, extension, audio }: Sample): void {
  response.setHeader('content-type', playerType(format, extension));
  response.setHeader('content-length', audio.length);
  response.setHeader('cache-control', 'no-store');
  response.end(audio);
}
