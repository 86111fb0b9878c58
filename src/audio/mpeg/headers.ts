/** What the header of one frame of MPEG audio says. */
export interface FrameHeader {
  /** Bytes of the frame, its header included. */
  readonly length: number;
  /** Samples per channel. */
  readonly samples: number;
  /** Hz */
  readonly sampleRate: number;
}

/** How frames of one kind are written. */
export interface FrameSyntax {
  /** Bytes that tell all of a {@link FrameHeader}. */
  readonly headerLength: number;
  /** The header at `at`, where `headerLength` bytes are; undefined where there is none. */
  read(bytes: Buffer, at: number): FrameHeader | undefined;
  /** True for a frame that describes the file and holds no sound. */
  isInfo(frame: Buffer): boolean;
}

// ISO/IEC 11172-3, 2.4.2.3, and 13818-3: kbit/s of Layer III; 0 (free format) and 15 are not for us.
const MPEG1_BIT_RATES = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const MPEG2_BIT_RATES = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const MPEG1_SAMPLE_RATES = [44100, 48000, 32000];

/** MPEG audio Layer III. */
export const MP3: FrameSyntax = {
  headerLength: 4,
  read(bytes, at) {
    const header = bytes.readUInt32BE(at);
    const version = (header >>> 19) & 3;
    const layer = (header >>> 17) & 3;
    if (header >>> 21 !== 0x7ff || version === 1 || layer !== 1) return undefined;
    const isMpeg1 = version === 3;
    const bitRate = (isMpeg1 ? MPEG1_BIT_RATES : MPEG2_BIT_RATES)[(header >>> 12) & 15];
    const mpeg1SampleRate = MPEG1_SAMPLE_RATES[(header >>> 10) & 3];
    if (!bitRate || !mpeg1SampleRate) return undefined;
    const sampleRate = mpeg1SampleRate / (isMpeg1 ? 1 : version === 2 ? 2 : 4);
    const samples = isMpeg1 ? 1152 : 576;
    const padding = (header >>> 9) & 1;
    return {
      length: Math.floor(((samples / 8) * bitRate * 1000) / sampleRate) + padding,
      samples,
      sampleRate,
    };
  },
  // Xing's and LAME's stand where the side information ends, Fraunhofer's always 32 bytes after the header.
  isInfo(frame) {
    const header = frame.readUInt32BE(0);
    const isMpeg1 = ((header >>> 19) & 3) === 3;
    const isMono = ((header >>> 6) & 3) === 3;
    const checksum = (header >>> 16) & 1 ? 0 : 2;
    const sideInfo = isMpeg1 ? (isMono ? 17 : 32) : isMono ? 9 : 17;
    const name = (at: number) => frame.toString('latin1', at, at + 4);
    return (
      ['Xing', 'Info'].includes(name(4 + sideInfo)) ||
      ['Xing', 'Info'].includes(name(4 + checksum + sideInfo)) ||
      name(36) === 'VBRI'
    );
  },
};

// ISO/IEC 14496-3, 1.6.3.4
const AAC_SAMPLE_RATES = [
  96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350,
];

/** AAC in ADTS (ISO/IEC 14496-3, 1.A.3.2). */
export const ADTS: FrameSyntax = {
  headerLength: 7,
  read(bytes, at) {
    const isSync = (bytes.readUInt16BE(at) & 0xfff6) === 0xfff0;
    const sampleRate = AAC_SAMPLE_RATES[(bytes.readUInt8(at + 2) >>> 2) & 15];
    const length = (bytes.readUIntBE(at + 3, 3) >>> 5) & 0x1fff;
    if (!isSync || !sampleRate || length < 7) return undefined;
    const blocks = (bytes.readUInt8(at + 6) & 3) + 1;
    return { length, samples: blocks * 1024, sampleRate };
  },
  isInfo: () => false,
};
