import type { Account } from '../client/account.js';
import type { Wish } from '../client/wish.js';
import { check } from '../transcribe/check.js';
import { needsOf } from '../transcribe/needs.js';
import type { Parameters } from '../transcribe/parameters.js';
import type { Recording } from '../transcribe/recording.js';
import type { Waiting } from '../transcribe/source/source.js';
import { submitRecording, type TranscribeContext, transcribe } from '../transcribe/transcribe.js';
import { accountOf } from './account-node.js';
import type { Words } from './input.js';
import { dropCommands, placeFor } from './message.js';
import { putTranscript, type TranscriptForm } from './resume-transcript.js';
import type { Message, Node, Red } from './runtime.js';
import { submitForDelivery, submittedWords } from './submit.js';
import { refuse } from './texts.js';
import type { TranscribeSettings } from './transcribe-settings.js';
import { readWish } from './wish.js';
import { within } from './within.js';

/** A recording that came with a message, or with a sequence of them. */
export interface Incoming extends TranscribeContext {
  /** The message that it leaves with; of a sequence, its newest. */
  readonly message: () => Message;
  readonly open: (parameters: Parameters, waiting: Required<Waiting>) => Promise<Recording>;
}

/** A message that is to be sent on. */
export interface Outgoing {
  readonly message: Message;
  readonly words: Words;
}

/** An upload over a slow line may take this long before it is acknowledged. */
const UPLOAD_MS = 6 * 60 * 60_000;

/** Transcribes a recording, or has it transcribed and delivered. @throws DeepgramError */
export async function transcribeMessage(
  RED: Red,
  node: Node,
  settings: TranscribeSettings,
  incoming: Incoming,
): Promise<Outgoing> {
  const account = accountOf(RED, settings.account);
  const first = incoming.message();
  placeFor(RED, settings.output, first);
  const wish = await completeWish(RED, node, settings, first);
  const form = formOf(settings, wish);
  return within(settings.within, incoming.signal, async (signal) => {
    const recording = await incoming.open(wish.parameters, { signal, patience: account.timeout });
    try {
      const work = settings.delivery === 'callback' ? submitNow : transcribeNow;
      return await work(RED, node, settings, { account, wish, form, recording }, { ...incoming, signal });
    } finally {
      recording.end();
    }
  });
}

interface Prepared {
  readonly account: Account;
  readonly wish: Wish;
  readonly form: TranscriptForm;
  readonly recording: Recording;
}

async function transcribeNow(
  RED: Red,
  _node: Node,
  _settings: TranscribeSettings,
  { account, wish, form, recording }: Prepared,
  incoming: Incoming,
): Promise<Outgoing> {
  const { answer, totalMs, attempts } = await transcribe(account, { ...wish, recording }, incoming);
  const { message, about } = await putTranscript(RED, incoming.message(), form, answer);
  message.deepgram = { ...about, totalMs, ...(attempts > 1 && { attempts }) };
  return { message, words: () => RED._('deepgram-transcribe.status.done') };
}

async function submitNow(
  RED: Red,
  node: Node,
  settings: TranscribeSettings,
  { account, wish, form, recording }: Prepared,
  incoming: Incoming,
): Promise<Outgoing> {
  const { message, signal } = incoming;
  const accepted = await submitForDelivery(RED, node, settings, {
    ...{ kind: 'transcript', form, message, requestMs: UPLOAD_MS, service: account.url, signal },
    kept: (whole) => withoutAudio(RED, settings, whole),
    ask: (callback) => submitRecording(account, { ...wish, recording }, callback, incoming),
  });
  return { message: accepted, words: submittedWords(RED) };
}

async function completeWish(
  RED: Red,
  node: Node,
  settings: TranscribeSettings,
  message: Message,
): Promise<Wish> {
  const { model, parameters } = await readWish(RED, node, settings, message);
  refuse(RED, check(model, parameters));
  // What goes to somebody else's URL takes no form here.
  const isOurs = settings.delivery === 'wait' || settings.endpoint !== undefined;
  const needed = isOurs ? needsOf(settings.result, parameters, model) : {};
  return { model, parameters: { ...parameters, ...needed } };
}

function formOf(settings: TranscribeSettings, { model, parameters }: Wish): TranscriptForm {
  const { audio, output, result, keepResponse } = settings;
  const { language } = parameters;
  return {
    ...{ property: output, result, keepResponse, model },
    replacesAudio: audio.type === 'msg' && audio.value === output,
    ...(typeof language === 'string' && language !== '' && { language }),
  };
}

/** The audio is too large to be kept, and of no use to whoever gets the transcript. */
function withoutAudio(RED: Red, { audio, source }: TranscribeSettings, message: Message): Message {
  const isAudio = audio.type === 'msg' && source === 'auto';
  const kept = isAudio ? placeFor(RED, audio.value, message)(message, undefined) : { ...message };
  dropCommands(kept);
  return kept;
}
