/**
 * The address by which devices in the house fetch audio, and what keeps them from it. Imports nothing: the dialog
 * shows and marks with the same functions that the runtime makes URLs with.
 */

/** Why devices can't, or may not, reach an address: a key of the locale catalogs' `problems`. */
export type AudioUrlProblem =
  | 'audioUrlUnreadable'
  | 'audioUrlScheme'
  | 'audioUrlExtras'
  | 'audioUrlLocal'
  | 'audioUrlContainer';

/** The problems with which no URL can be made; with the others one can be, which may reach nobody. */
export type AudioUrlFault = Extract<
  AudioUrlProblem,
  'audioUrlUnreadable' | 'audioUrlScheme' | 'audioUrlExtras'
>;

/** Where audio is served, below the root of Node-RED's http nodes. */
export const AUDIO_PATH = '/deepgram/audio/';

/**
 * The finished URL of an audio file.
 *
 * @param base - how devices reach Node-RED's http nodes; it may have a path, of a reverse proxy
 * @param httpNodeRoot - where Node-RED serves the routes of nodes
 * @param file - name and extension
 */
export function audioUrlOf(base: string, httpNodeRoot: string, file: string): string {
  const url = new URL(base.trim());
  const parts = [url.pathname, httpNodeRoot, AUDIO_PATH, file].join('/').split('/');
  url.pathname = parts.filter((part) => part !== '').join('/');
  return url.href;
}

/** What makes it impossible to make URLs of an address; undefined where nothing does. */
export function audioUrlFault(address: string): AudioUrlFault | undefined {
  const text = address.trim();
  // `http:host` and `http:/host` can be parsed as well, and are not what anybody means.
  if (!URL.canParse(text) || !/^[a-z][\w+.-]*:\/\//i.test(text)) return 'audioUrlUnreadable';
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'audioUrlScheme';
  return url.username || url.password || /[?#]/.test(text) ? 'audioUrlExtras' : undefined;
}

/** What keeps the devices of a house from an address; undefined where nothing does. */
export function judgeAudioUrl(address: string): AudioUrlProblem | undefined {
  const fault = audioUrlFault(address);
  if (fault) return fault;
  const host = new URL(address.trim()).hostname.replace(/\.$/, '');
  if (LOCAL.some((pattern) => pattern.test(host))) return 'audioUrlLocal';
  return CONTAINER.some((pattern) => pattern.test(host)) ? 'audioUrlContainer' : undefined;
}

/** Names and addresses by which a machine means itself. */
const LOCAL: readonly RegExp[] = [/^(.+\.)?localhost$/, /^127\./, /^0\.0\.0\.0$/, /^\[::1?\]$/];

/** Names and addresses within the machine that runs the containers. */
const CONTAINER: readonly RegExp[] = [
  // From here Docker takes the networks of its bridges (its default-address-pools), and Podman from 10.88.
  /^172\.(1[7-9]|2\d|3[01])\./,
  /^10\.88\./,
  /\.(docker|containers)\.internal$/,
  // A container's host name is its id, unless it is given one.
  /^([\da-f]{12}|[\da-f]{64})$/,
];
