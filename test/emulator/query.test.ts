import assert from 'node:assert/strict';
import { type Emulator, startEmulator } from '../../emulator/server.js';
import { bytesOf, decode, refusalOf, speak } from './support.js';

const FLUX = 'model=flux-kit-en';
const AURA_2 = 'model=aura-2-thalia-en';

describe('a query', () => {
  let emulator: Emulator;
  before(async () => {
    emulator = await startEmulator();
  });
  after(() => emulator.close());

  const unreadable: readonly [query: string, detail: string][] = [
    ['sample_rate=abc', 'invalid type: string "abc", expected a nonzero u32'],
    ['sample_rate=', 'invalid type: string "", expected a nonzero u32'],
    ['sample_rate=24000.5', 'invalid type: string "24000.5", expected a nonzero u32'],
    ['sample_rate=-8000', 'invalid type: string "-8000", expected a nonzero u32'],
    ['sample_rate=0', 'invalid value: integer `0`, expected a nonzero u32'],
    ['bit_rate=fast', 'invalid type: string "fast", expected a nonzero u32'],
    ['bit_rate=', 'invalid type: string "", expected a nonzero u32'],
    ['speed=abc', 'invalid type: string "abc", expected f32'],
    ['speed=', 'invalid type: string "", expected f32'],
    ['speed=1,2', 'invalid type: string "1,2", expected f32'],
    ['mip_opt_out=False', 'invalid type: string "False", expected a boolean'],
    ['mip_opt_out=TRUE', 'invalid type: string "TRUE", expected a boolean'],
    ['mip_opt_out=1', 'invalid type: string "1", expected a boolean'],
    ['mip_opt_out=', 'invalid type: string "", expected a boolean'],
    [
      'encoding=flac16',
      'unknown variant `flac16`, expected one of `linear16`, `mulaw`, `alaw`, `mp3`, `opus`, `flac`, `aac`',
    ],
    [
      'encoding=',
      'unknown variant ``, expected one of `linear16`, `mulaw`, `alaw`, `mp3`, `opus`, `flac`, `aac`',
    ],
    [
      'encoding=MP3',
      'unknown variant `MP3`, expected one of `linear16`, `mulaw`, `alaw`, `mp3`, `opus`, `flac`, `aac`',
    ],
    ['container=mp4', 'unknown variant `mp4`, expected one of `wav`, `ogg`, `none`'],
    ['container=', 'unknown variant ``, expected one of `wav`, `ogg`, `none`'],
    ['callback_method=GET', 'unknown variant `GET`, expected one of `POST`, `PUT`'],
    ['encoding=mp3&encoding=flac', 'duplicate field `encoding`'],
    ['model=', 'invalid value: string "", expected a non-empty string'],
    ['tag=', 'invalid value: string "", expected a non-empty string'],
    ['nonsense=1', 'unknown field `nonsense`'],
    ['expressivity=1', 'unknown field `expressivity`'],
    ['priority=low', 'unknown field `priority`'],
    ['toString=1', 'unknown field `toString`'],
  ];
  for (const [query, detail] of unreadable) {
    it(`is refused with ${query}`, async () => {
      assert.deepEqual(await refusalOf(await speak(emulator, { query })), [
        400,
        'INVALID_QUERY_PARAMETER',
        `Failed to deserialize query parameters: ${detail}`,
      ]);
    });
  }

  const refusedOnFlux: readonly [query: string, code: string, message: string][] = [
    ['', 'INVALID_QUERY_PARAMETER', 'Failed to deserialize query parameters: missing field `model`'],
    [`${FLUX}&expressivity=3`, 'EXPRESSIVITY_OUT_OF_RANGE', "'expressivity' must be between -2 and 2."],
    [`${FLUX}&expressivity=-2.5`, 'EXPRESSIVITY_OUT_OF_RANGE', "'expressivity' must be between -2 and 2."],
    [`${FLUX}&expressivity=1.5`, 'EXPRESSIVITY_INCREMENT_INVALID', "'expressivity' must be a whole number."],
    [`${FLUX}&speed=0.45`, 'SPEED_OUT_OF_RANGE', "'speed' must be between 0.5 and 1.5."],
    [`${FLUX}&speed=3.0`, 'SPEED_OUT_OF_RANGE', "'speed' must be between 0.5 and 1.5."],
    [`${FLUX}&speed=1.37`, 'SPEED_INCREMENT_INVALID', "'speed' must be provided in increments of 0.05."],
    [
      `${FLUX}&priority=low`,
      'INVALID_QUERY_PARAMETER',
      'Failed to deserialize query parameters: `priority` requires `callback`',
    ],
    [
      'model=aura-2-thalia-en',
      'V1_MODEL_ON_V2_SPEAK_ENDPOINT',
      'Only flux models are supported on the `/v2/speak` endpoint. Please use the `/v1/speak` endpoint for Aura text-to-speech requests.',
    ],
    ['model=flux-nobody-en', 'Bad Request', 'Bad Request: No such model/version combination found.'],
  ];
  for (const [query, code, message] of refusedOnFlux) {
    it(`is refused on v2 with ${query || 'no model'}`, async () => {
      assert.deepEqual(await refusalOf(await speak(emulator, { path: '/v2/speak', query })), [
        400,
        code,
        message,
      ]);
    });
  }

  const refusedOnAura: readonly [query: string, code: string][] = [
    [`${AURA_2}&speed=0.69`, 'SPEED_OUT_OF_RANGE'],
    [`${AURA_2}&speed=1.51`, 'SPEED_OUT_OF_RANGE'],
    ['model=aura-asteria-en&speed=1.1', 'SPEED_NOT_SUPPORTED'],
    ['model=aura-2-lara-de&speed=1.1', 'SPEED_NOT_SUPPORTED'],
    ['model=flux-kit-en', 'V2_MODEL_ON_V1_SPEAK_ENDPOINT'],
    ['model=aura-2-perseo-it', 'Bad Request'],
    ['model=aura-2-thalia', 'Bad Request'],
    ['model=nova-3', 'Bad Request'],
  ];
  for (const [query, code] of refusedOnAura) {
    it(`is refused on v1 with ${query}`, async () => {
      const [status, refused] = await refusalOf(await speak(emulator, { query }));
      assert.deepEqual([status, refused], [400, code]);
    });
  }

  const fine: readonly [path: string, query: string][] = [
    ['/v1/speak', ''],
    ['/v1/speak', 'mip_opt_out=true&tag=a&tag=b%20c'],
    ['/v1/speak', `${AURA_2}&speed=0.7`],
    ['/v1/speak', `${AURA_2}&speed=1.23`],
    ['/v1/speak', 'model=aura-2-celeste-es&speed=1.5'],
    ['/v2/speak', `${FLUX}&speed=0.5&expressivity=-2`],
    ['/v2/speak', `${FLUX}&speed=1.15&expressivity=2&mip_opt_out=false`],
  ];
  for (const [path, query] of fine) {
    it(`is served on ${path} with ${query || 'nothing'}`, async () => {
      const response = await speak(emulator, { path, query });
      assert.equal(response.status, 200);
      await response.arrayBuffer();
    });
  }

  it('with a speed makes the speech that much shorter', async () => {
    const seconds = async (speed: number): Promise<number> => {
      const query = `${AURA_2}&encoding=linear16&speed=${speed}`;
      return (await decode(await bytesOf(await speak(emulator, { query })))).seconds;
    };
    const ratio = (await seconds(0.75)) / (await seconds(1.5));
    assert.ok(ratio > 1.6 && ratio < 2.4, `${ratio}`);
  });

  it('is looked at before the credentials, but ranges after them', async () => {
    const authorization = 'Token wrong';
    const answers = [
      'nonsense=1',
      'bit_rate=9',
      'model=flux-kit-en',
      `${AURA_2}&speed=9`,
      'model=aura-2-perseo-it',
    ].map(async (query) => (await speak(emulator, { query, authorization })).status);
    assert.deepEqual(await Promise.all(answers), [400, 400, 400, 401, 401]);
  });
});
