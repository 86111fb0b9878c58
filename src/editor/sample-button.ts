import { encodingOf, STREAM } from '../speak/parameters.js';
import { accountIn } from './account-in-subflow.js';
import { accountBody } from './account-values.js';
import { knownModel } from './choices.js';
import type { Draft } from './draft.js';
import { byId, field, make } from './elements.js';
import { NotPlayed, play } from './sample-player.js';
import { askForSample, type Refusal, type SampleRequest } from './sample-request.js';
import { judgeVoice } from './speak-validators.js';
import { textsOf } from './texts.js';
import './red.js';

const BUTTON = 'deepgram-sample';
const STATE = 'deepgram-sample-state';

/** What a browser is asked about; samples in a WAV file are played by all. */
const TYPES: Readonly<Record<string, string>> = {
  mp3: 'audio/mpeg',
  opus: 'audio/ogg; codecs=opus',
  flac: 'audio/flac',
  aac: 'audio/aac',
};

const SILENT = unseen('');

const ICONS = { idle: 'fa-play', asking: 'fa-spinner fa-spin', playing: 'fa-stop' } as const;

/** The button beside the voice. */
export interface SampleButton {
  /** Draws it for what is set now; what was begun with other settings ends. */
  render(draft: Draft): void;
  /** The dialog closes. */
  stop(): void;
}

/** What is said below the voice. */
interface Remark {
  readonly words: string;
  readonly look: 'deepgram-unseen' | 'deepgram-hint' | 'deepgram-warning';
}

/** A sentence that is on its way, or being heard. */
interface Run {
  readonly request: SampleRequest;
  readonly ending: AbortController;
}

/**
 * Makes the button that lets a person hear the voice with the dialog's own settings.
 *
 * @param sampleUrlOf - where the catalog has a sample of a voice, for those whose account can't speak yet
 * @param changed - called when another account is chosen
 */
export function prepareSample(
  sampleUrlOf: (model: string) => string | undefined,
  changed: () => void,
): SampleButton {
  const text = textsOf('deepgram-speak');
  // It stays: a press during which what was pressed is replaced is none.
  const icon = make('i', { 'aria-hidden': 'true' });
  // While another dialog covers this one, its elements are not in the page.
  const button = byId(BUTTON);
  const state = byId(STATE);
  let wanted: SampleRequest | undefined;
  let run: Run | undefined;
  /** What the button and the words below it are about. */
  let about: string | undefined;
  /** What was heard last: to hear it again costs nothing. */
  let kept: { readonly key: string; readonly audio: Blob } | undefined;

  function draw(doing: keyof typeof ICONS, { words, look }: Remark): void {
    const name = text(doing === 'idle' ? 'sample.listen' : 'sample.stop');
    icon.className = `fa fa-fw ${ICONS[doing]}`;
    button.setAttribute('aria-label', name);
    button.setAttribute('aria-busy', String(doing === 'asking'));
    button.title = doing === 'idle' ? text('sample.help') : name;
    state.className = look;
    state.textContent = words;
  }

  function end(remark = SILENT): void {
    run?.ending.abort();
    run = undefined;
    draw('idle', remark);
  }

  async function begin(request: SampleRequest): Promise<void> {
    const mine: Run = { request, ending: new AbortController() };
    const { signal } = mine.ending;
    const key = JSON.stringify(request);
    [run, about] = [mine, key];
    draw('asking', unseen(text('sample.asking')));
    const heard = kept?.key === key ? kept.audio : await askForSample(request, signal, text);
    if (run !== mine) return;
    if (heard instanceof Blob) kept = { key, audio: heard };
    const remark = await hear(mine, heard);
    if (run === mine) end(remark);
  }

  /** Plays what there is to be heard. @returns what is to be said of it afterwards */
  async function hear({ request, ending: { signal } }: Run, heard: Blob | Refusal): Promise<Remark> {
    const why = heard instanceof Blob ? undefined : heard.why;
    const source = heard instanceof Blob ? heard : elsewhere(request, heard);
    if (source === undefined) return warning(why ?? '');
    const remark = why === undefined ? asMp3(request) : warning(text('sample.ofCatalog', { why }));
    try {
      await play(source, signal, () => draw('playing', remark ?? unseen(text('sample.playing'))));
      return remark ?? SILENT;
    } catch (error) {
      if (error instanceof NotPlayed && error.isEarly) return hint(text('sample.again'));
      return warning(why ?? text('sample.notPlayed'));
    }
  }

  /** The catalog's own sample, where only the account is in the way. */
  function elsewhere({ model }: SampleRequest, { isByAccount }: Refusal): string | undefined {
    return isByAccount ? sampleUrlOf(model) : undefined;
  }

  function asMp3({ mp3, params }: SampleRequest): Remark | undefined {
    const encoding = mp3 && text(`values.encoding.${encodingOf(params)}`);
    return encoding ? hint(text('sample.mp3', { encoding })) : undefined;
  }

  button.replaceChildren(icon);
  button.addEventListener('click', () => {
    if (run) end();
    else if (wanted) void begin(wanted);
  });
  $('#node-input-account').on('change', changed);
  end();

  return {
    render(draft) {
      wanted = requestOf(draft);
      button.hidden = wanted === undefined;
      if (about === undefined || about === JSON.stringify(wanted)) return;
      about = undefined;
      end();
    },
    stop: () => end(),
  };
}

/** For those who can't see the button. */
function unseen(words: string): Remark {
  return { words, look: 'deepgram-unseen' };
}

function hint(words: string): Remark {
  return { words, look: 'deepgram-hint' };
}

function warning(words: string): Remark {
  return { words, look: 'deepgram-warning' };
}

/**
 * What would be asked for now; undefined where the voice is not known before a message comes, or can't be one, and
 * where the account is not known before the flows run.
 */
function requestOf({ voice, parameters, table }: Draft): SampleRequest | undefined {
  const model = knownModel(voice);
  if (model === '' || judgeVoice(model, voice.modelType) !== true) return undefined;
  const type = TYPES[encodingOf(parameters, table)];
  const chosen = field('node-input-account').value;
  if (accountIn(chosen) === undefined) return undefined;
  const account = accountBody(chosen);
  return {
    ...(account && { account }),
    model,
    params: parameters,
    stream: table === STREAM,
    mp3: type !== undefined && new Audio().canPlayType(type) === '',
  };
}
