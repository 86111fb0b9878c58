const SPEECH = 'examples-speak.test.ts';
const RECORDINGS = 'examples-recordings.test.ts';
const DELIVERIES = 'examples-callback.test.ts';
const SPEAKERS = 'examples-announce.test.ts';
const SPOKEN_STREAMS = 'examples-stream.test.ts';
const HEARD_STREAMS = 'examples-live.test.ts';

/** The test that runs each example, in `test/`: none of them needs a node that Node-RED does not bring along. */
export const RUN_BY: Readonly<Record<string, string>> = {
  'Announce an error kindly': SPEECH,
  'Announce in a dashboard': SPEAKERS,
  'Announce on Cast': SPEAKERS,
  'Announce on Home Assistant': SPEAKERS,
  'Announce over MQTT': SPEAKERS,
  'Deliver into a bucket': DELIVERIES,
  'Doorbell on Sonos': SPEAKERS,
  'File to captions': RECORDINGS,
  'Live captions in a web page': HEARD_STREAMS,
  'Live results by callback': HEARD_STREAMS,
  'Local voice when offline': SPEAKERS,
  'Meeting to speakers': RECORDINGS,
  'Phone call to text': HEARD_STREAMS,
  'Quiet at night': SPEAKERS,
  'Results that others asked for': DELIVERIES,
  'Room assistant with Flux': HEARD_STREAMS,
  'Say a sentence': SPEECH,
  'Speak by callback': DELIVERIES,
  'Speak in a web page': SPEECH,
  'Speak while a language model writes': SPOKEN_STREAMS,
  'Speak while you type': SPOKEN_STREAMS,
  'Stream audio as it arrives': SPEECH,
  'Telegram voice note to text': 'examples-telegram.test.ts',
  'Telephony frames': SPOKEN_STREAMS,
  'Transcribe in a web page': RECORDINGS,
  'Two browsers, each its own voice': SPOKEN_STREAMS,
  'Two languages by voice': 'examples-languages.test.ts',
  'Voicemail by callback': DELIVERIES,
};
