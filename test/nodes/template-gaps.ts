import type { AudioUrlProblem } from '../../src/announce/audio-url.js';
import type { ReachProblem } from '../../src/callback/public-url.js';
import type { CheckOutcome } from '../../src/client/check-outcome.js';
import type { ErrorCode } from '../../src/client/errors.js';
import type { Problem as SpeechProblem } from '../../src/speak/check.js';
import { ENCODINGS, STREAM } from '../../src/speak/parameters.js';
import { familyOf, VOICES } from '../../src/speak/voices.js';
import type { Problem as TranscriptionProblem } from '../../src/transcribe/check-value.js';
import { MODELS } from '../../src/transcribe/models.js';
import { EMITS } from '../../src/transcribe/needs-live.js';
import { PARAMETERS } from '../../src/transcribe/parameters.js';
import { LIVE_ROWS } from '../../src/transcribe/parameters-live.js';
import { optionsOf, wordsOf } from './source-texts.js';

/** What goes into the gap of a key that the sources put together. */
interface Gap {
  readonly words: readonly string[];
  /** True where each of the words must have a text; else they are more than those that can come. */
  readonly isComplete: boolean;
}

/** Words of which each has a text. The compiler sees to it that those of a type are all here. */
const all = (...words: readonly (string | undefined)[]): Gap => ({
  words: words.filter((word) => word !== undefined),
  isComplete: true,
});

/** Words of the files where they are chosen, among others. */
const among = (...files: readonly string[]): Gap => ({ words: [...wordsOf(...files)], isComplete: false });

/** The fields of a live stream that stand above the groups, and have hints that tell more. */
const ON_TOP = ['language', 'encoding', 'sample_rate'];

const CODES = Object.keys({
  ...{ CONFIG: 1, AUTH: 1, PAYMENT_REQUIRED: 1, FORBIDDEN: 1, BAD_REQUEST: 1, TOO_LARGE: 1, RATE_LIMITED: 1 },
  ...{ TIMEOUT: 1, NETWORK: 1, SERVER: 1, PROTOCOL: 1, OVERFLOW: 1, CLOSED: 1 },
} satisfies Record<ErrorCode, 1>);

const REACH = Object.keys({
  ...{ callbackUnreadable: 1, callbackScheme: 1, callbackPort: 1, callbackPrivate: 1 },
  ...{ callbackSocketScheme: 1 },
} satisfies Record<ReachProblem, 1>);

const PROBLEMS = Object.keys({
  ...{ audioUrlUnreadable: 1, audioUrlScheme: 1, audioUrlExtras: 1, audioUrlLocal: 1, audioUrlContainer: 1 },
  ...{
    notApplicable: 1,
    notAllowed: 1,
    atLeast: 1,
    outOfRange: 1,
    notAbove: 1,
    betweenSteps: 1,
    notABoolean: 1,
  },
  ...{ notAValue: 1, oneOnly: 1, tooMany: 1, tooLong: 1, notWithModel: 1, notWithVoice: 1, notTogether: 1 },
  ...{ needed: 1, needsOn: 1, liveOnly: 1, recordingsOnly: 1, notOnStream: 1, byDelivery: 1 },
} satisfies Record<AudioUrlProblem | SpeechProblem['reason'] | TranscriptionProblem['reason'], 1>);

const OUTCOMES = Object.keys({
  ...{ valid: 1, wrongKey: 1, keyWanted: 1, noPermission: 1, noCredit: 1, busy: 1, serverFailed: 1 },
  ...{ hostUnknown: 1, notReached: 1, timedOut: 1, certificateSelfSigned: 1, certificateExpired: 1 },
  ...{
    certificateNotYet: 1,
    certificateOtherName: 1,
    certificateUnknownAuthority: 1,
    noTls: 1,
    tlsFailed: 1,
  },
  ...{ proxyNotReached: 1, proxyRefused: 1, notDeepgram: 1, undecided: 1, endedEarly: 1 },
} satisfies Record<Exclude<CheckOutcome, 'settings'>, 1>);

/** Outcomes that are said in other words where no API key was used, or not with Deepgram itself. */
const OUTCOMES_BY_AUTH = ['validToken', 'validWithoutKey', 'wrongKeyElsewhere', 'wrongToken'];

const REGIONS = optionsOf('deepgram-config', 'deepgram-config-region').filter((region) => region !== 'other');

/** For each key with gaps that the sources put together, what comes into them. */
export const GAPS: Readonly<Record<string, Gap>> = {
  'deepgram-callback-endpoint.cures.*': all(...REACH.filter((problem) => problem !== 'callbackSocketScheme')),
  'deepgram-callback-in.hint.*': all(...optionsOf('deepgram-callback-in', 'node-input-ack')),
  'deepgram-config.catalog.*': among('src/node-red/catalog.ts', 'src/editor/catalog.ts'),
  'deepgram-config.check.*': all(...OUTCOMES, ...OUTCOMES_BY_AUTH),
  // Those of the errors that are made are looked for by themselves.
  'deepgram-config.errors.*': among('src/', 'nodes/'),
  'deepgram-config.problems.*': all(...PROBLEMS, ...REACH),
  'deepgram-config.status.*': all(
    ...CODES,
    ...['pathTaken', 'noAccount', 'noKey', 'connecting', 'connected', 'speaking'],
  ),
  'deepgram-config.title.*': all(...REGIONS),
  'deepgram-speak.accents.*': all(...VOICES.map(({ accent }) => accent)),
  // The words of Deepgram's catalog; one that is new is shown as it is.
  'deepgram-speak.ages.*': all('Young', 'Young Adult', 'Adult', 'Mature'),
  'deepgram-speak.families.*': all(...VOICES.map(({ model }) => familyOf(model))),
  'deepgram-speak.genders.*': all(...VOICES.map(({ gender }) => gender)),
  'deepgram-speak.hint.cache.*': all(
    ...optionsOf('deepgram-speak', 'node-input-cache').filter((cache) => cache !== 'off'),
  ),
  'deepgram-speak.status.*': all('cached', 'cachedFor', 'done', 'spoken'),
  'deepgram-speak.values.*.*': all(
    ...Object.keys(ENCODINGS.v1).map((encoding) => `encoding.${encoding}`),
    ...['wav', 'ogg', 'none'].map((container) => `container.${container}`),
    ...['true', 'false'].map((flag) => `mip_opt_out.${flag}`),
  ),
  'deepgram-speak.values.encoding.*': all(...Object.keys(ENCODINGS.v1)),
  'deepgram-speak-stream.values.*.*': all(
    ...Object.keys(STREAM.rows.v1).map((encoding) => `encoding.${encoding}`),
    ...['true', 'false'].map((flag) => `mip_opt_out.${flag}`),
  ),
  'deepgram-transcribe.families.*': all(...MODELS.filter(({ batch }) => batch).map(({ family }) => family)),
  'deepgram-transcribe.groups.*': all(...PARAMETERS.map(({ group }) => group)),
  ...labelsAndHints('deepgram-transcribe', PARAMETERS, ['language']),
  'deepgram-transcribe-stream.errors.destination*': all('Flux', 'Twice'),
  'deepgram-transcribe-stream.families.*': all(
    ...MODELS.filter(({ live }) => live).map(({ family }) => family),
  ),
  'deepgram-transcribe-stream.format.*': all(...liveEncodings()),
  'deepgram-transcribe-stream.groups.*': all(
    ...LIVE_ROWS.map(({ group }) => group).filter((group) => group !== 'format'),
  ),
  'deepgram-transcribe-stream.hint.*': all(...EMITS),
  ...labelsAndHints('deepgram-transcribe-stream', LIVE_ROWS, ON_TOP),
};

/** The parameters by both ways in which their keys are put together. */
function labelsAndHints(
  catalog: string,
  rows: readonly { readonly name: string }[],
  withoutHint: readonly string[],
): Record<string, Gap> {
  const names = rows.map(({ name }) => name);
  const hinted = names.filter((name) => !withoutHint.includes(name));
  const inFull = (words: readonly string[]) => words.map((word) => `parameters.${word}`);
  return {
    [`${catalog}.parameters.*.label`]: all(...names),
    [`${catalog}.parameters.*.hint`]: all(...hinted),
    [`${catalog}.*.label`]: all(...inFull(names)),
    [`${catalog}.*.hint`]: all(...inFull(hinted)),
  };
}

function liveEncodings(): readonly string[] {
  const encoding = LIVE_ROWS.find(({ name }) => name === 'encoding');
  return encoding?.type === 'choice' ? encoding.values.map(String) : [];
}
