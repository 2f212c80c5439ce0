import { describe, expect, it, test } from 'vitest';
import { clockOf } from '../../../web/components/files/clock.ts';
import { withoutNotes } from '../../../web/components/files/without-notes.ts';
import { stepsOf } from '../../../web/components/files/recording.ts';
import { messageText } from '../../../web/components/view/message-text.ts';
import { words } from '../../../web/components/words/index.ts';

test.each([
  [0, '0:00'],
  [61_900, '1:01'],
  [3_723_000, '1:02:03'],
])('%i ms are shown as %s', (ms, shown) => expect(clockOf(ms)).toBe(shown));

test.each([
  [1, '1 byte'],
  [999, '999 bytes'],
  [1_536, '1.5 KB'],
  [20 * 1024 ** 2, '20 MB'],
  [1024 ** 3, '1 GB'],
])('%i bytes are shown as %s', (bytes, shown) => expect(words.files.size(bytes)).toBe(shown));

describe('a waveform', () => {
  it('has at most 100 steps, each as loud as its loudest moment (ATT-1)', () => {
    const levels = Array.from({ length: 1_000 }, (_, index) => (index === 555 ? 90 : index % 10));
    const steps = stepsOf(levels);
    expect([steps.length, steps[55], steps[56]]).toEqual([100, 90, 9]);
  });

  it('has a step for each measurement of a short recording, and none without one', () => {
    expect([stepsOf([3, 7]), stepsOf([])]).toEqual([[3, 7], []]);
  });
});

describe('a message without a text', () => {
  const voice = { kind: 'voice', name: 'voice.webm' };
  it.each([
    [[voice], 'Voice message'],
    [[{ kind: 'file', name: 'a.pdf' }], 'a.pdf'],
    [[voice, voice], '2 files'],
  ])('is named by its files: %j', (attachments, text) =>
    expect(messageText({ content: '', attachments } as never)).toBe(text),
  );
});

describe('a photograph that is too large to be drawn again', () => {
  const segment = (marker: number, text: string) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(text.length + 2);
    return Buffer.concat([Buffer.from([0xff, marker]), length, Buffer.from(text)]);
  };
  const [start, jfif, table] = [Buffer.from([0xff, 0xd8]), segment(0xe0, 'JFIF'), segment(0xdb, 'table')];
  const [exif, captions] = [segment(0xe1, 'Exif\0\0GPSLatitude 52.5'), segment(0xed, 'Photoshop, by Ann')];
  const scan = Buffer.from([0xff, 0xda, 0, 2, 0xff, 0xe1, 1, 2, 3, 0xff, 0xd9]);
  const strip = async (...parts: Buffer[]) =>
    Buffer.from(await (await withoutNotes(new Blob([Buffer.concat(parts)]))).arrayBuffer());

  it('loses where and by whom it was taken, and nothing else', async () => {
    expect(await strip(start, jfif, exif, table, captions, scan)).toEqual(Buffer.concat([start, jfif, table, scan]));
  });

  it('stays as it is without such notes, also if it is cut off or no JPEG at all', async () => {
    for (const file of [[start, jfif, table, scan], [start, jfif.subarray(0, 3)], [Buffer.from('no picture')], [start]])
      expect(await strip(...file)).toEqual(Buffer.concat(file));
  });
});

describe('a picture that is not drawn again', () => {
  const number = (value: number, write: 'writeUInt32BE' | 'writeUInt32LE') => {
    const bytes = Buffer.alloc(4);
    bytes[write](value);
    return bytes;
  };
  const inPng = (type: string, data: string) =>
    Buffer.concat([number(data.length, 'writeUInt32BE'), Buffer.from(type + data), Buffer.from('crc!')]);
  const inWebP = (type: string, data: Buffer) =>
    Buffer.concat([Buffer.from(type), number(data.length, 'writeUInt32LE'), data, Buffer.alloc(data.length % 2)]);
  const webP = (...chunks: Buffer[]) => {
    const all = Buffer.concat([Buffer.from('WEBP'), ...chunks]);
    return Buffer.concat([Buffer.from('RIFF'), number(all.length, 'writeUInt32LE'), all]);
  };
  const strip = async (bytes: Buffer) =>
    Buffer.from(await (await withoutNotes(new Blob([Uint8Array.from(bytes)]))).arrayBuffer());

  it('loses the notes of a PNG, before and after its pixels', async () => {
    const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
    const notes = ['eXIf', 'tEXt', 'zTXt', 'iTXt', 'tIME'].map((type) => inPng(type, 'GPSLatitude 52.5'));
    const [header, pixels, end] = [inPng('IHDR', 'size'), inPng('IDAT', 'tEXt'), inPng('IEND', '')];
    const clean = Buffer.concat([signature, header, pixels, pixels, end]);
    expect(await strip(Buffer.concat([signature, header, ...notes, pixels, pixels, ...notes, end]))).toEqual(clean);
    expect(await strip(clean)).toEqual(clean);
    expect(await strip(clean.subarray(0, -9))).toEqual(clean.subarray(0, -9));
  });

  it('loses the notes of a WebP, which then says that it has none', async () => {
    const [pixels, notes] = [inWebP('VP8 ', Buffer.from('odd')), Buffer.from('GPSLatitude 52.5')];
    const extended = (flags: number) => inWebP('VP8X', Buffer.from([flags, 0, 0, 0, 1, 0, 0, 1, 0, 0]));
    const full = webP(extended(0x1c), pixels, inWebP('EXIF', notes), inWebP('XMP ', notes));
    expect(await strip(full)).toEqual(webP(extended(0x10), pixels));
    for (const clean of [webP(extended(0x10), pixels), webP(pixels)]) expect(await strip(clean)).toEqual(clean);
  });
});
