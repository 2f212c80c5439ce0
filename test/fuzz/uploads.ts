import { expect } from 'vitest';
import type { Upload } from '../../protocol/attachments.ts';
import type { Talk } from '../support/people.ts';
import type { Random } from '../support/random.ts';
import { png, put, uploadsOf } from '../support/uploads.ts';
import { mutate, mutateFields } from './mutate.ts';

const fields = {
  name: 'sketch.png',
  content_type: 'image/png',
  size: png.length,
  ...{ voice: false, width: 3, height: 2, duration_ms: 5, waveform: [1, 99], thumbhash: 'm5gGBwA=' },
  preview_size: png.length,
};

/** Files of all kinds by their first bytes, of the same length. */
const contents = [
  '%PDF-1.7',
  '<svg>',
  'RIFF\0\0\0\0WEBPVP8 ',
  '\x1aE\xdf\xa3',
  '\0\0\0\x20ftypisom',
  '\xff\xd8\xff\xe0',
];
const bytesOf = (start: string) => Buffer.concat([Buffer.from(start, 'latin1'), png]).subarray(0, png.length);

/** Puts other bytes, many times one after the other. */
async function putAgain(part: Upload['parts'][number], random: Random) {
  let answer = await put(part, png);
  for (let time = 0; time < 20 && answer.ok; time += 1) answer = await put(part, bytesOf(random.pick(contents)));
  return answer;
}

/**
 * Each round begins an upload with random fields, and one with good ones, on which several calls work at once:
 * bytes are put again while they are put together, and the upload is given up or sent.
 */
export async function fuzzUploads({ alice, bob, path }: Talk, random: Random, rounds: number): Promise<void> {
  const uploads = uploadsOf(alice, path);
  const checked = async (what: string, answer: Promise<{ status: number; body?: unknown }>) => {
    const { status, body } = await answer;
    expect(status, `${what} → ${JSON.stringify(body)}`).toBeLessThan(500);
    return status;
  };
  const create = (body: unknown) => alice.rest('POST', `${path}attachments/`, body);
  const workOn = ({ attachment_id: id, parts, preview }: Upload) => [
    () => uploads.complete(id),
    () => uploads.complete(id),
    () => uploads.show(id),
    () => uploads.drop(id),
    () => uploads.link(id, random.pick(['', '?preview=true', '?preview=maybe'])),
    () => putAgain(parts[0]!, random),
    () => put(preview!, bytesOf(random.pick(contents))),
    () => alice.rest('POST', `${path}messages/`, { attachments: [id], content: random.pick(['', 'See']) }),
    () => uploadsOf(bob, path).complete(id),
    () => uploads.complete(encodeURIComponent(mutate(id, random).toWellFormed())),
  ];
  const statuses = new Set<number>();
  for (let round = 0; round < rounds; round += 1) {
    const bad = random.chance(0.5) ? mutate(JSON.stringify(fields), random) : mutateFields(fields, random);
    await checked(`round ${round}: ${JSON.stringify(bad)}`, create(bad));
    const { body: upload } = await create(fields);
    await Promise.all([put(upload.parts[0], png), put(upload.preview, bytesOf(random.pick(contents)))]);
    const calls = workOn(upload);
    // A part that is put again while the parts are put together is the most dangerous.
    const atOnce = [calls[0]!, calls[5]!, random.pick(calls), random.pick(calls)];
    const answers = await Promise.all(atOnce.map((call) => checked(`round ${round}: ${String(call)}`, call())));
    for (const status of answers) statuses.add(status);
  }
  expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 404, 409]));
}
