import { DeepgramError } from '../client/errors.js';
import { cutUrls } from '../client/secrets.js';
import type { Red } from './runtime.js';

/** The catalog that holds what all nodes say; each node's own texts lie in the catalog of its name. */
const SHARED = '@deepgram-contrib/node-red-deepgram/deepgram-config:deepgram-config';

/** What stands in the places `__name__` of a text. */
export type Values = Readonly<Record<string, string | number>>;

/** A text that all nodes share, in the runtime's language: `errors.keyMissing`, `status.working` … */
export function sharedText(RED: Red, key: string, values: Values = {}): string {
  return RED._(`${SHARED}.${key}`, values);
}

/** The error in the user's words. What is no error of ours is a fault in this package, and says so. */
export function inWords(RED: Red, thrown: unknown): DeepgramError {
  const error = thrown instanceof DeepgramError ? thrown : unexpected(thrown);
  const sentences = [error.reason, error.remark].filter((key) => key !== undefined);
  const text = sentences.map((key) => sharedText(RED, `errors.${key}`, error.values)).join(' ');
  error.stack = error.stack?.replace(error.message, () => text) ?? '';
  error.message = text;
  return error;
}

function unexpected(thrown: unknown): DeepgramError {
  return new DeepgramError('PROTOCOL', 'unexpected', {
    detail: thrown instanceof Error ? cutUrls(thrown.message) : typeof thrown,
  });
}

/** Why a parameter can't be sent, as the tables' checks say it. */
interface Problem {
  /** A key of the catalogs' `problems`. */
  readonly reason: string;
  readonly values: Values;
}

/** @throws DeepgramError BAD_REQUEST that names every problem, if there is one */
export function refuse(RED: Red, problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  const detail = problems
    .map(({ reason, values }) => sharedText(RED, `problems.${reason}`, values))
    .join(' ');
  throw new DeepgramError('BAD_REQUEST', 'problems', { detail });
}

/** What a person calls a typed property: `msg.payload`, `flow.text`; else the name of its field. */
export function nameOf({ name, value, type }: { name: string; value: string; type: string }): string {
  return ['msg', 'flow', 'global', 'env'].includes(type) ? `${type}.${value}` : `"${name}"`;
}
