import { reachProblem } from '../callback/public-url.js';
import { isEnvironment } from './choices.js';
import { textsOf } from './texts.js';
import { judgeNumber, type Verdict } from './validators.js';
import './red.js';

/** The numbers of a deepgram-callback-endpoint, from and to: minutes, MB. */
const LIMITS = { deadline: [1, 20_000, false], maxBody: [1, 512, false] } as const;

const text = textsOf('deepgram-callback-endpoint');

/** Judges whether Deepgram can call the address; the reason says what helps. */
export function judgePublicUrl(value: unknown): Verdict {
  const address = String(value ?? '').trim();
  if (isEnvironment(address)) return true;
  if (address === '') return sentences(text('errors.publicUrlMissing'), text('cures.missing'));
  const problem = reachProblem(address);
  if (!problem) return true;
  return sentences(textsOf('deepgram-config')(`problems.${problem}`), text(`cures.${problem}`));
}

/** Judges the path that the endpoint listens on; a blank one is the default. */
export function judgePath(value: unknown): Verdict {
  const path = String(value ?? '').trim();
  return isEnvironment(path) || !/[\s?#]/.test(path) || text('errors.pathExtras');
}

/** Judges the port; it counts for a server of the endpoint's own only. */
export function judgePort(value: unknown, listen: string | undefined): Verdict {
  return listen !== 'own' || judgeNumber(value, 1, 65_535, true);
}

/** Judges the deadline, in minutes, and the largest body, in MB. */
export function judgeLimit(property: keyof typeof LIMITS, value: unknown): Verdict {
  const [min, max, whole] = LIMITS[property];
  return judgeNumber(value, min, max, whole);
}

/** Judges the name of a context store: Node-RED would silently take the default for one that is not there. */
export function judgeStore(value: unknown): Verdict {
  const store = String(value ?? '');
  const stores = RED.settings.context?.stores;
  if (store === '' || isEnvironment(store) || !stores || stores.includes(store)) return true;
  return text('errors.storeMissing', { store });
}

/** Judges whether Deepgram could log in where Node-RED asks for a user name and password. */
export function judgeLogin(listen: string, username: string, password: string): Verdict {
  const asked = RED.settings.deepgramCallbackEndpointHost?.httpNodeAuth === true && listen !== 'own';
  return !asked || (username !== '' && password !== '') || text('errors.loginMissing');
}

/** False where it is known that a restart empties the store. */
export function isDurable(store: string): boolean {
  const durable = RED.settings.deepgramCallbackEndpointHost?.durableStores;
  return !durable || isEnvironment(store) || judgeStore(store) !== true || durable.includes(store);
}

/** Whether an address has a user name or password in it. */
export function hasUserInfo(address: string): boolean {
  if (!URL.canParse(address.trim())) return false;
  const { username, password } = new URL(address.trim());
  return username !== '' || password !== '';
}

function sentences(...parts: string[]): string {
  return parts.filter(Boolean).join(' ');
}
