import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { type Answered, convert, first, listen, say, transcribe } from './listen-support.js';
import { bytesOf } from './support.js';

const TEXT = 'Um, the lovely kettle is on. Call Anna at 555 123 4567, damn it. Twelve cats wait.';

describe('an answer', () => {
  let emulator: Emulator;
  let wav: Buffer;
  let two: Buffer;
  const ask = (query: string, audio = wav): Promise<Answered> =>
    transcribe(emulator, audio, `model=nova-3&${query}`);
  const transcript = async (query: string): Promise<string> => first(await ask(query)).transcript;
  before(async () => {
    emulator = await startEmulator();
    wav = await say(emulator, TEXT);
    const door = await say(emulator, 'Who is at the door?', { model: 'aura-2-zeus-en' });
    const joined = ['-filter_complex', '[0][1][2]concat=n=3:v=0:a=1', '-t', '20', '-f', 'wav'];
    two = await convert(
      joined,
      door,
      await convert(['-t', '3', '-f', 'wav'], 'anullsrc=r=24000:cl=mono'),
      wav,
    );
  });
  after(() => emulator.close());

  it('comes in one piece, with its length and its metadata', async () => {
    const response = await listen(emulator, wav, {
      query: 'model=nova-3&extra=a:1&extra=b:x:y&extra=a:2&tag=one&tag=two',
    });
    const body = await bytesOf(response);
    assert.equal(response.headers.get('content-length'), String(body.length));
    assert.equal(response.headers.get('content-type'), 'application/json');
    const { metadata } = JSON.parse(body.toString()) as Answered;
    const { created, models, model_info, duration, ...rest } = metadata;
    assert.deepEqual(rest, {
      transaction_key: 'deprecated',
      request_id: response.headers.get('dg-request-id'),
      sha256: createHash('sha256').update(wav).digest('hex'),
      channels: 1,
      extra: { a: '2', b: 'x:y' },
      tags: ['one', 'two'],
    });
    assert.match(String(created), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    assert.ok(duration > 3);
    const [uuid = ''] = models as string[];
    const { name, arch } = (model_info as Record<string, Record<string, unknown>>)[uuid] ?? {};
    assert.deepEqual([name, arch], ['general-nova-3', 'nova-3']);
  });

  it('is in lower case and without punctuation, fillers or figures unless they are asked for', async () => {
    const answer = first(await ask(''));
    assert.match(
      answer.transcript,
      /^the lovely kettle is on call anna at five hundred fifty five one hundred/,
    );
    assert.deepEqual(Object.keys(answer), ['transcript', 'confidence', 'words']);
    assert.deepEqual(Object.keys(answer.words[0] ?? {}), ['word', 'start', 'end', 'confidence']);
  });

  it('has punctuation, fillers and figures where they are asked for', async () => {
    assert.match(await transcript('punctuate=true'), /^the lovely kettle is on\. Call Anna at five/);
    assert.match(await transcript('filler_words=true'), /^um the lovely/);
    assert.match(await transcript('numerals=true'), /at 555 123 4567 damn it 12 cats wait$/);
    assert.match(await transcript('smart_format=true'), /at 555 123 4567, damn it\. 12 cats wait\.$/);
    assert.doesNotMatch(await transcript('profanity_filter=true'), /damn/);
    const [word] = first(await ask('smart_format=true&filler_words=true')).words;
    assert.deepEqual([word?.word, word?.punctuated_word], ['um', 'Um,']);
  });

  it('has paragraphs with sentences', async () => {
    const { paragraphs, words } = first(await ask('paragraphs=true&diarize=true', two));
    assert.match(paragraphs?.transcript ?? '', /^\nSpeaker 0: Who is at the door\?\n\nSpeaker 1: the lovely/);
    assert.equal(paragraphs?.paragraphs.length, 2);
    const [one] = paragraphs?.paragraphs ?? [];
    assert.deepEqual(Object.keys(one ?? {}), ['sentences', 'speaker', 'num_words', 'start', 'end']);
    assert.deepEqual(one, {
      sentences: [{ text: 'Who is at the door?', start: words[0]?.start, end: words[4]?.end }],
      speaker: 0,
      num_words: 5,
      start: words[0]?.start,
      end: words[4]?.end,
    });
    assert.equal(first(await ask('smart_format=true')).paragraphs?.paragraphs.length, 1);
  });

  it('has utterances, split at pauses', async () => {
    const { utterances = [] } = (await ask('utterances=true&punctuate=true', two)).results;
    assert.deepEqual(
      utterances.map(({ transcript: text }) => text.slice(0, 7)),
      ['Who is ', 'the lov'],
    );
    assert.deepEqual(Object.keys(utterances[0] ?? {}), [
      'start',
      'end',
      'confidence',
      'channel',
      'transcript',
      'words',
      'id',
    ]);
    assert.equal((await ask('utterances=true&utt_split=10', two)).results.utterances?.length, 1);
    const speakers = (await ask('utterances=true&utt_split=10&diarize_model=v2', two)).results.utterances;
    assert.deepEqual(
      speakers?.map(({ speaker }) => speaker),
      [0, 1],
    );
  });

  it('has utterances of all channels in order of time', async () => {
    const stereo = await convert(['-filter_complex', '[0][1]amerge=inputs=2', '-f', 'wav'], two, wav);
    const { utterances = [] } = (await ask('utterances=true&multichannel=true', stereo)).results;
    assert.deepEqual(new Set(utterances.map(({ channel }) => channel)), new Set([0, 1]));
    const starts = utterances.map(({ start }) => Number(start));
    assert.deepEqual(
      starts,
      [...starts].sort((a, b) => a - b),
    );
  });

  it('searches, replaces and redacts', async () => {
    const [search] = (await ask('search=lovely%20kettle&search=dog')).results.channels[0]?.search ?? [];
    assert.equal(search?.query, 'lovely kettle');
    assert.deepEqual([search?.hits[0]?.confidence, search?.hits[0]?.snippet], [1, 'lovely kettle']);
    assert.ok(Number(search?.hits.at(-1)?.confidence) < 0.2);
    assert.match(await transcript('replace=kettle:Tea%20Pot&replace=lovely'), /^the Tea Pot is on/);
    assert.match(
      await transcript('redact=numbers&numerals=true'),
      /anna at \[PHONE_NUMBER_1\] damn it \[NUMERICAL_PII_1\] cats/,
    );
    assert.match(await transcript('redact=pii&punctuate=true'), /Call \[NAME_1\] at/);
    assert.match(await transcript('redact=false&numerals=true'), /4567/);
  });

  it('has entities', async () => {
    const { entities = [] } = first(await ask('detect_entities=true&smart_format=true'));
    assert.deepEqual(
      entities.map(({ label, value }) => [label, value]),
      [
        ['NAME', 'Anna'],
        ['PHONE_NUMBER', '555 123 4567'],
        ['NUMERICAL_PII', '12'],
      ],
    );
    assert.deepEqual(Object.keys(entities[0] ?? {}).slice(2), [
      'raw_value',
      'confidence',
      'start_word',
      'end_word',
    ]);
  });

  it('has a summary, topics, intents and sentiments, with what made them', async () => {
    const query =
      'summarize=v2&topics=true&custom_topic=kettle&intents=true&custom_intent=call&custom_intent_mode=strict&sentiment=true';
    const { results, metadata } = await ask(query);
    const { topics, intents, sentiments } = results;
    assert.match(JSON.stringify(results.summary), /^\{"result":"success","short":"the lovely/);
    assert.deepEqual(Object.keys(topics?.segments[0] ?? {}), ['text', 'start_word', 'end_word', 'topics']);
    assert.match(JSON.stringify(topics), /"topic":"kettle","confidence_score":0\./);
    assert.match(
      JSON.stringify(intents?.segments[0]?.intents),
      /^\[\{"intent":"call","confidence_score":0\.\d+\}\]$/,
    );
    assert.match(JSON.stringify(sentiments), /"average":\{"sentiment":"positive","sentiment_score":0\.\d+\}/);
    for (const name of ['summary_info', 'topics_info', 'intents_info', 'sentiment_info']) {
      assert.deepEqual(Object.keys(metadata[name] ?? {}), ['model_uuid', 'input_tokens', 'output_tokens']);
    }
  });

  it('warns of what is for English only', async () => {
    const { metadata, results } = await ask('language=de&topics=true');
    assert.deepEqual(metadata.warnings, [
      { parameter: 'topics', type: 'unsupported_language', message: 'Topics is only supported for English.' },
    ]);
    assert.equal(results.topics, undefined);
  });

  it('says which diarizer ran, and has as many alternatives as are asked for', async () => {
    assert.equal((await ask('')).metadata.diarize_info, undefined);
    assert.match(JSON.stringify((await ask('diarize_model=latest')).metadata.diarize_info), /"arch":"v2"/);
    const [one, other, ...more] = (await ask('alternatives=2')).results.channels[0]?.alternatives ?? [];
    assert.deepEqual(more, []);
    assert.ok((one?.confidence ?? 0) > (other?.confidence ?? 1));
  });
});
