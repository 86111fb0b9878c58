import { modelInfoOf } from '../listen/metadata.js';
import type { TranscriptionModel } from '../listen/model.js';
import { float32 } from '../listen/score.js';
import { modelUuid } from '../models/uuid.js';
import type { ServerMessage } from '../socket/line.js';

/** What a stream was. */
export interface Streamed {
  readonly requestId: string;
  readonly model: TranscriptionModel;
  /** Of the audio, in hexadecimal. */
  readonly sha256: string;
  /** In seconds. */
  readonly duration: number;
  /** 0 where there was no audio. */
  readonly channels: number;
}

/** `Metadata`, the last message of `/v1/listen`. Models are in it where there was audio. */
export function closingMetadata({ requestId, model, sha256, duration, channels }: Streamed): ServerMessage {
  const uuid = modelUuid(model.name);
  return {
    type: 'Metadata',
    transaction_key: 'deprecated',
    request_id: requestId,
    sha256,
    created: new Date().toISOString(),
    duration: float32(duration),
    channels,
    ...(channels === 0 ? {} : { models: [uuid], model_info: { [uuid]: modelInfoOf(model) } }),
  };
}
