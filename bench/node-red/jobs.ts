import { randomUUID } from 'node:crypto';
import { keepMessage } from '../../src/callback/keep-message.js';
import { signToken } from '../../src/callback/token.js';
import type { CallbackEndpointNode } from '../../src/node-red/callback-endpoint.js';
import type { SpeechForm } from '../../src/node-red/resume-speech.js';
import { prepare } from '../../src/speak/submit.js';
import { MODEL, TEXT } from '../utterance.js';
import { theRed } from './red.js';

/** Submits speech as deepgram-speak does, but for the request itself. @returns the tokens of the jobs */
export async function submitJobs(count: number): Promise<string[]> {
  const RED = theRed();
  const node = RED.nodes.getNode('endpoint') as CallbackEndpointNode;
  const { jobs, proof } = await node.opened();
  const submitter = { id: 'submitter', flow: 'tab' };
  const form: SpeechForm = { ...prepare({ model: MODEL, parameters: {} }, TEXT), property: 'payload' };
  const tokens: string[] = [];
  while (tokens.length < count) {
    const message = keepMessage({ payload: TEXT, topic: 'kitchen', _msgid: RED.util.generateId() }, 1e6).json;
    const ticket = await jobs.submit({ submitter, kind: 'speech', form, message, requestMs: 0 });
    await jobs.acknowledge(ticket.id, randomUUID());
    tokens.push(signToken(ticket, proof.signer));
  }
  return tokens;
}
