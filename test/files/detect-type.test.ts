import { describe, expect, it } from 'vitest';
import { kindOf } from '../../lambdas/chat/model/attachment.ts';
import { detectType } from '../../lambdas/files/detect-type.ts';

/** The type of a file with these bytes, as `detectType` reads them from the storage. */
function typeOf(bytes: Uint8Array | string): Promise<string> {
  const file = Buffer.from(bytes as string);
  return detectType(async (from, length) => file.subarray(from, from + length), file.length);
}

const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');

/** A box of MP4: its length, its type, its content. (ISO/IEC 14496-12, 4.2.) */
function box(type: string, ...content: (Buffer | string)[]): Buffer {
  const inside = Buffer.concat(content.map((part) => Buffer.from(part as string)));
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + inside.length);
  head.write(type, 4);
  return Buffer.concat([head, inside]);
}

const handler = (kind: string) => box('hdlr', Buffer.alloc(8), kind, Buffer.alloc(12));
const moov = (...kinds: string[]) => box('moov', ...kinds.map((kind) => box('trak', box('mdia', handler(kind)))));
const ftyp = box('ftyp', 'isom', Buffer.alloc(4), 'isommp42');
const mdat = box('mdat', Buffer.alloc(200_000, 1));

/** An element of Matroska with a length of one or two bytes. (RFC 8794.) */
function element(id: string, content: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(0x4000 | content.length);
  return Buffer.concat([bytes(id), length, content]);
}

const webm = (...kinds: number[]) =>
  Buffer.concat([
    element('1a45dfa3', element('4282', Buffer.from('webm'))),
    element(
      '18538067',
      element('1654ae6b', Buffer.concat(kinds.map((kind) => element('ae', Buffer.from([0x83, 0x81, kind]))))),
    ),
  ]);

describe('the type of a file, by its bytes (ATT-3)', () => {
  it.each([
    ['a PNG picture', bytes('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000a'), 'image/png'],
    ['a PDF document', Buffer.from('%PDF-1.7\n1 0 obj'), 'application/pdf'],
    ['an SVG picture', Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml'],
    ['an SVG picture without a declaration', Buffer.from('\n <svg onload="run()"/>'), 'image/svg+xml'],
    ['HTML', Buffer.from('<!DOCTYPE html><script>run()</script>'), 'text/html'],
    ['HTML behind many blanks', Buffer.from(`${' '.repeat(60_000)}<script>run()</script>`), 'text/html'],
    ['a text', Buffer.from('Grüße, 1 < 2'), 'text/plain'],
    ['a text that is cut inside a character', Buffer.from(`${'a'.repeat(64 * 1024 - 1)}é`), 'text/plain'],
    ['a Windows program', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(100)]), 'application/x-msdownload'],
    ['bytes that mean nothing', Buffer.from([0, 1, 2, 3, 0xff, 0xfe]), 'application/octet-stream'],
    ['one byte', Buffer.from([0]), 'application/octet-stream'],
  ])('%s', async (_, file, type) => expect(await typeOf(file)).toBe(type));

  it.each([
    ['a film', webm(1, 2), 'video/webm'],
    ['a recording', webm(2), 'audio/webm'],
    ['one whose tracks are not named', webm(), 'video/webm'],
  ])('%s in WebM', async (_, file, type) => expect(await typeOf(file)).toBe(type));

  it.each([
    ['a film', [ftyp, moov('vide', 'soun'), mdat], 'video/mp4'],
    ['a film whose tracks are named at its end', [ftyp, mdat, moov('vide')], 'video/mp4'],
    ['a recording', [ftyp, moov('soun'), mdat], 'audio/mp4'],
    ['a recording whose track is named at its end', [ftyp, mdat, moov('soun')], 'audio/mp4'],
    ['one that is cut off', [ftyp], 'video/mp4'],
    ['one whose box has no length', [ftyp, bytes('00000003 6d6f6f76')], 'video/mp4'],
  ])('%s in MP4', async (_, boxes, type) => expect(await typeOf(Buffer.concat(boxes))).toBe(type));
});

describe('the kind of a file (ATT-3)', () => {
  it.each([
    ['image/png', false, 'image'],
    ['image/svg+xml', false, 'file'],
    ['text/html', false, 'file'],
    ['application/x-msdownload', false, 'file'],
    ['video/mp4', false, 'video'],
    ['audio/webm', false, 'audio'],
    ['audio/webm', true, 'voice'],
    ['audio/mp4', true, 'voice'],
    ['video/webm', true, 'video'],
    ['application/pdf', true, 'file'],
  ] as const)('of %s, recorded as a voice message: %s', (type, isVoice, kind) =>
    expect(kindOf(type, { isVoice })).toBe(kind),
  );
});
