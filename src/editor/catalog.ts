import { type CatalogVoice, mergeVoices } from '../speak/voice-catalog.js';
import { type CatalogModel, mergeModels, type OfferedModel } from '../transcribe/model-catalog.js';
import { accountIn } from './account-in-subflow.js';
import { type AccountBody, accountBody } from './account-values.js';
import { field } from './elements.js';
import { type TextValues, textsOf } from './texts.js';
import './red.js';

/** What there is to choose from, as the route of deepgram-config tells it. */
interface Catalog {
  readonly voices: readonly CatalogVoice[];
  readonly models: readonly CatalogModel[];
  /** Why there is nothing, or not everything. */
  readonly problem?: { readonly reason: string; readonly values: TextValues };
}

/** What is offered in the open dialog. */
interface Offer {
  readonly voices: readonly CatalogVoice[];
  readonly models: readonly OfferedModel[];
  readonly problem?: Catalog['problem'];
  /** Whether a server has told it. */
  readonly isLive: boolean;
}

/** An account, as one of the paths of the route takes it. */
interface Request {
  readonly path: keyof typeof PERMISSIONS;
  readonly body: object;
}

const DEPLOYED = 'deepgram-config/catalog';
const TYPED = 'deepgram-config/catalog/typed';
/** What a person must be allowed to do. */
const PERMISSIONS = { [DEPLOYED]: 'deepgram-config.read', [TYPED]: 'deepgram-config.write' } as const;
const ACCOUNT = 'node-input-account';

/** How many catalogs are remembered until the editor is loaded again: those of accounts one goes to and fro between. */
const REMEMBERED = 5;

const BUNDLED = offerOf({ voices: [], models: [] });

const remembered = new Map<string, Offer>();
let offer = BUNDLED;

/**
 * Follows the account that is chosen in the open dialog: what this package knows is offered at once, and what the
 * account's server tells as soon as it has told it.
 *
 * @param changed - called when something else is offered
 * @returns a function that ends it
 */
export function followCatalog(changed: () => void): () => void {
  let asked: string | undefined;

  async function follow(): Promise<void> {
    const chosen = field(ACCOUNT).value;
    if (accountIn(chosen) === undefined) {
      // Whose list it would be is only known when the flows run.
      asked = chosen;
      put(BUNDLED);
      return;
    }
    const account = accountBody(chosen);
    const name = JSON.stringify(requestFor(account));
    if (name === asked) return;
    asked = name;
    put(remembered.get(name) ?? BUNDLED);
    const told = offerOf(await askFor(account));
    remember(name, told);
    if (name === asked) put(told);
  }

  function put(next: Offer): void {
    if (next === offer || JSON.stringify(next) === JSON.stringify(offer)) return;
    offer = next;
    changed();
  }

  offer = BUNDLED;
  const followNow = () => void follow();
  $(`#${ACCOUNT}`).on('change', followNow);
  followNow();
  return () => {
    asked = '';
  };
}

/** The voices to offer. */
export function offeredVoices(): readonly CatalogVoice[] {
  return offer.voices;
}

/** The models to offer, for recordings and for streams. */
export function offeredModels(): readonly OfferedModel[] {
  return offer.models;
}

/** Where a sample of a voice is, if the catalog has one. */
export function sampleUrlOf(model: string): string | undefined {
  return offer.voices.find((voice) => voice.model === model)?.sample;
}

/** Whether what is offered is what the server has, so that what is not offered is not there. */
export function isOfferLive(): boolean {
  return offer.isLive;
}

/** Why what is offered is only what came with this package, in a sentence; blank: it is not. */
export function catalogRemark(): string {
  if (!offer.problem) return '';
  const { reason, values } = offer.problem;
  return textsOf('deepgram-config')(`catalog.${reason}`, values);
}

function offerOf({ voices, models, problem }: Catalog): Offer {
  return {
    voices: mergeVoices(voices),
    models: mergeModels(models),
    ...(problem && { problem }),
    isLive: !problem && voices.length + models.length > 0,
  };
}

function remember(name: string, told: Offer): void {
  remembered.delete(name);
  remembered.set(name, told);
  const [oldest] = remembered.keys();
  if (remembered.size > REMEMBERED && oldest !== undefined) remembered.delete(oldest);
}

/** Whoever may not change flows may still ask for the accounts that are deployed; the key is needed by nobody. */
function requestFor(account: AccountBody | undefined): Request {
  if (!account) return { path: DEPLOYED, body: {} };
  const isChanged = RED.nodes.node(account.id)?.changed === true;
  return isChanged ? typedRequest(account) : { path: DEPLOYED, body: { id: account.id } };
}

function typedRequest({ apiKey: _, ...account }: AccountBody): Request {
  return { path: TYPED, body: { ...account, auth: 'none' } };
}

async function askFor(account: AccountBody | undefined): Promise<Catalog> {
  const request = requestFor(account);
  const told = await exchange(request);
  // An account that was imported is not marked as changed, and not deployed either.
  const isUnknown = account && request.path === DEPLOYED && told.problem?.reason === 'account';
  return isUnknown ? exchange(typedRequest(account)) : told;
}

async function exchange({ path, body }: Request): Promise<Catalog> {
  // A browser would write the refusal to its console.
  if (!RED.user.hasPermission(PERMISSIONS[path])) return without('forbidden');
  const asked = $.ajax({
    method: 'POST',
    url: path,
    contentType: 'application/json',
    data: JSON.stringify(body),
    dataType: 'json',
  });
  return asked.then(
    (told) => told as Catalog,
    // 0: not reached; 401, 403: whoever sits here may not.
    ({ status }: { status: number }) => {
      const reason = status === 401 || status === 403 ? 'forbidden' : 'failed';
      return without(reason, { status });
    },
  );
}

function without(reason: string, values: TextValues = {}): Catalog {
  return { voices: [], models: [], problem: { reason, values } };
}
