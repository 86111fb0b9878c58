import type { Answer } from './answer.js';
import { admitListen, answerListen } from './listen/endpoint.js';
import { answerModels } from './models/endpoint.js';
import { answerSample, SAMPLES_PATH } from './models/sample.js';
import type { Account, Head, Received } from './received.js';
import { Refusal, refusalAnswer } from './refusal.js';
import { answerSpeak } from './speak/endpoint.js';

type Endpoint = (request: Received, account: Account) => Answer | Promise<Answer>;

/** What is to be said before the body is read; these endpoints take it as an upload. */
type Admission = (request: Head, account: Account) => void;

const admissions: Readonly<Record<string, Admission>> = { 'POST /v1/listen': admitListen };

/** What is served: path, then method. */
const routes: Readonly<Record<string, Readonly<Record<string, Endpoint>>>> = {
  '/v1/speak': { POST: (request, account) => answerSpeak('v1', request, account) },
  '/v2/speak': { POST: (request, account) => answerSpeak('v2', request, account) },
  '/v1/listen': { POST: answerListen },
  '/v1/models': { GET: (request, account) => answerModels('v1', request, account) },
  '/v2/models': { GET: (request, account) => answerModels('v2', request, account) },
};

/** For a request whose body is taken as an upload: throws the {@link Refusal} that it gets without being read. */
export function admissionOf({ method, path }: Pick<Head, 'method' | 'path'>): Admission | undefined {
  return admissions[`${method} ${path}`];
}

/** Deepgram's answer to a request; a refusal is an answer too. */
export async function answerDeepgram(request: Received, account: Account): Promise<Answer> {
  try {
    return await endpointFor(request)(request, account);
  } catch (error) {
    if (error instanceof Refusal) return refusalAnswer(error, request.requestId);
    throw error;
  }
}

// Deepgram's own bodies for these two are not published.
function endpointFor(request: Received): Endpoint {
  const methods = request.path.startsWith(SAMPLES_PATH) ? { GET: answerSample } : routes[request.path];
  if (methods === undefined) throw new Refusal(404, 'NOT_FOUND', `No such endpoint: ${request.path}`);
  const endpoint = methods[request.method];
  if (endpoint === undefined) {
    const allow = Object.keys(methods).join(', ');
    throw new Refusal(405, 'METHOD_NOT_ALLOWED', `Use ${allow}.`, { allow });
  }
  return endpoint;
}
