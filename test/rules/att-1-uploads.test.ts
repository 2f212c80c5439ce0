import { describe, expect, test } from 'vitest';
import { limits } from '../../protocol/limits.ts';
import { png, put, uploadsOf } from '../support/uploads.ts';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat({ CHAT_RATE_LIMIT: 'off' });

async function talkWithUploads() {
  const talk = await chat.talk();
  return { talk, ofAlice: uploadsOf(talk.alice, talk.path), ofBob: uploadsOf(talk.bob, talk.path) };
}

const large = Buffer.alloc(limits.partBytes + 3, 'x');
const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000ffdb', 'hex');

describe('an upload', () => {
  test('ATT-1: is put part by part to the storage, each URL for exactly its bytes', async () => {
    const { ofAlice } = await talkWithUploads();
    const { status, body } = await ofAlice.create({ name: ' \u202eplan.txt', size: large.length });
    expect([status, body.parts, body.preview]).toMatchObject([
      201,
      [
        { number: 1, from: 0, to: limits.partBytes, headers: {} },
        { number: 2, from: limits.partBytes, to: large.length, headers: {} },
      ],
      undefined,
    ]);
    expect(Date.parse(body.expires_at) - chat.nowMs()).toBeGreaterThan(3_500_000);
    const [first, second] = body.parts;
    expect((await put(second, Buffer.from('four'))).ok).toBe(false);
    expect((await put(second, Buffer.from('xxx'))).status).toBe(200);

    // ATT-2: what is there needs no URL.
    const shown = await ofAlice.show(body.attachment_id);
    expect(shown.body.parts.map(({ url }: { url: string | null }) => url === null)).toEqual([false, true]);
    expect((await ofAlice.complete(body.attachment_id)).body).toMatchObject({ code: 'conflict' });
    expect((await put(first, large.subarray(0, first.to))).status).toBe(200);
    const done = await ofAlice.complete(body.attachment_id);
    expect([done.status, done.body]).toEqual([
      200,
      {
        id: body.attachment_id,
        kind: 'file',
        name: 'plan.txt',
        content_type: 'text/plain',
        size: large.length,
        state: 'ready',
      },
    ]);
    // ATT-3: after it no upload URL changes the file.
    expect((await put(second, Buffer.from('yyy'))).ok).toBe(false);
    expect((await ofAlice.show(body.attachment_id)).body.code).toBe('conflict');
  });

  test.each([
    [{ size: 0 }, 'size'],
    [{ size: 1.5 }, 'size'],
    [{ name: '' }, 'name'],
    [{ name: '\u202e' }, 'name'],
    [{ name: 'a/b' }, 'name'],
    [{ name: 'a\\b' }, 'name'],
    [{ name: 'x'.repeat(256) }, 'name'],
    [{ preview_size: 0 }, 'preview_size'],
    [{ preview_size: limits.previewBytes + 1 }, 'preview_size'],
    [{ waveform: [101] }, 'waveform.0'],
    [{ voice: true, duration_ms: limits.voiceMs + 1 }, 'duration_ms'],
  ])('ATT-1: of %j is a bad request that names the field', async (fields, field) => {
    const { ofAlice } = await talkWithUploads();
    const { status, body } = await ofAlice.create({ size: 1, ...fields });
    expect([status, body.details?.[0]?.field]).toEqual([400, field]);
  });

  test('ATT-2: can be given up until it stands in a message; nobody else knows it', async () => {
    const { talk, ofAlice, ofBob } = await talkWithUploads();
    const upload = await ofAlice.upload(png);
    const { attachment_id: id } = upload;
    for (const call of [ofBob.show, ofBob.drop, ofBob.complete, ofBob.link]) expect((await call(id)).status).toBe(404);
    expect((await ofAlice.drop(id)).status).toBe(204);
    expect((await ofAlice.complete(id)).status).toBe(404);
    const sent = await ofAlice.file();
    await talk.alice.rest('POST', `${talk.path}messages/`, { attachments: [sent.id] });
    expect((await ofAlice.drop(sent.id)).body).toMatchObject({ status: 409, code: 'conflict' });
  });

  test('ATT-3: is completed once, also by two calls at once, and answers the same each time', async () => {
    const { ofAlice } = await talkWithUploads();
    const { attachment_id: id } = await ofAlice.upload(png, { width: 3, height: 2, thumbhash: 'm5gGBwA=' });
    const both = await Promise.all([ofAlice.complete(id), ofAlice.complete(id)]);
    const { body } = await ofAlice.complete(id);
    expect(body).toMatchObject({
      kind: 'image',
      content_type: 'image/png',
      width: 3,
      height: 2,
      thumbhash: 'm5gGBwA=',
    });
    expect(both.map((one) => one.body)).toEqual([body, body]);
  });

  test('ATT-3: has a preview, put once, which must be there and be a picture', async () => {
    const { ofAlice } = await talkWithUploads();
    const { body: upload } = await ofAlice.create({ size: png.length, preview_size: jpeg.length });
    await put(upload.parts[0], png);
    expect((await ofAlice.complete(upload.attachment_id)).body.code).toBe('conflict');
    expect((await put(upload.preview, jpeg)).status).toBe(200);
    expect((await put(upload.preview, jpeg)).status).toBe(412);
    expect((await ofAlice.show(upload.attachment_id)).body.preview.url).toBeNull();
    expect((await ofAlice.complete(upload.attachment_id)).status).toBe(200);
    const { body } = await ofAlice.link(upload.attachment_id, '?preview=true');
    expect((await fetch(body.url)).headers.get('content-type')).toBe('image/jpeg');

    const other = await ofAlice.upload(png, {}, Buffer.from('<svg onload=alert(1)>'));
    expect((await ofAlice.complete(other.attachment_id)).body.details[0].field).toBe('preview');
  });

  test('ATT-7: of more than 1 GB is too large', async () => {
    const { ofAlice } = await talkWithUploads();
    const { status, body } = await ofAlice.create({ size: 1024 ** 3 + 1 });
    expect([status, body.code]).toEqual([413, 'payload_too_large']);
  });

  test('ATT-1: needs an active thread and no block, and a stranger finds nothing (WS-5, WS-16, ME-3)', async () => {
    const { talk, ofAlice, ofBob } = await talkWithUploads();
    const stranger = uploadsOf(await chat.person('carol'), talk.path);
    expect((await stranger.create({ size: 1 })).status).toBe(404);
    await talk.bob.rest('PUT', `/blocks/${talk.alice.id}/`);
    for (const uploads of [ofAlice, ofBob]) expect((await uploads.create({ size: 1 })).body.code).toBe('forbidden');
    await talk.bob.rest('DELETE', `/blocks/${talk.alice.id}/`);
    await talk.bob.rest('PATCH', talk.path, { is_active: false });
    expect((await ofAlice.create({ size: 1 })).body.code).toBe('thread_inactive');
  });
});
