import assert from 'node:assert/strict';
import { putTranscript } from '../../src/node-red/resume-transcript.js';
import type { Red } from '../../src/node-red/runtime.js';
import { readAnswer } from '../../src/transcribe/answer.js';
import { answer, channel, word } from './answers.js';

const RUNS = 15;

/** Some five hours of speech. */
const LARGE = JSON.stringify(
  answer(channel(Array.from({ length: 48_000 }, (_, index) => word(`word${index}.`, index * 0.4)))),
);

/** As much of Node-RED as a message needs. */
const RED = {
  util: { normalisePropertyExpression: (property: string) => property.split('.') },
} as Partial<Red> as Red;

const FORM = {
  ...({ property: 'payload', result: 'transcript', keepResponse: true } as const),
  ...{ replacesAudio: true, model: 'nova-3' },
};

async function measure(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function median(times: readonly number[]): number {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? Number.NaN;
}

describe('an answer of 5 MB', () => {
  it('is that large', () => assert.ok(LARGE.length > 5_000_000, `${LARGE.length}`));

  it('is parsed and put into a message in less than 1.5 times what JSON.parse alone takes', async () => {
    const parsed: number[] = [];
    const put: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      parsed.push(await measure(() => JSON.parse(LARGE)));
      put.push(
        await measure(() =>
          putTranscript(RED, { payload: 1, _msgid: 'x' }, FORM, readAnswer(JSON.parse(LARGE))),
        ),
      );
    }
    const ratio = median(put) / median(parsed);
    assert.ok(ratio < 1.5, `${ratio.toFixed(2)} times ${median(parsed).toFixed(1)} ms`);
  });

  it('is sent on once: what is told about it is the answer itself, not a copy', async () => {
    const whole = readAnswer(JSON.parse(LARGE));
    const { about } = await putTranscript(RED, { payload: 1, _msgid: 'x' }, FORM, whole);
    assert.equal((about as { response?: unknown }).response, whole);
  });

  it('is not told about where it is the result: it is in the message already', async () => {
    const whole = readAnswer(JSON.parse(LARGE));
    const form = { ...FORM, result: 'response' } as const;
    const { message, about } = await putTranscript(RED, { payload: 1, _msgid: 'x' }, form, whole);
    assert.equal(message.payload, whole);
    assert.ok(!('response' in about));
  });
});
