import { describe, expect, test } from 'vitest';
import { png, uploadsOf } from '../support/uploads.ts';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat({ CHAT_RATE_LIMIT: 'off' }, { hasStream: true });

async function talkWithFile(bytes?: Uint8Array, fields?: object) {
  const talk = await chat.joinedTalk();
  const ofAlice = uploadsOf(talk.alice, talk.path);
  return { talk, ofAlice, ofBob: uploadsOf(talk.bob, talk.path), file: await ofAlice.file(bytes, fields) };
}

describe('a message with files', () => {
  test('ATT-4: needs no text, reaches both with its files, and shows in the inbox', async () => {
    const { talk, ofAlice, file } = await talkWithFile();
    const second = await ofAlice.file(Buffer.from('%PDF-1.7\n'), { name: 'offer.pdf' });
    expect(second).toMatchObject({ kind: 'file', content_type: 'application/pdf' });
    const { data } = await talk.send(talk.atAlice, '', { attachments: [file.id, second.id] });
    expect(data).toMatchObject({ content: '', attachments: [file, second] });
    expect((await talk.atBob.event('new_message')).data).toEqual(data);
    expect((await talk.messages(talk.bob))[0]?.attachments).toEqual([file, second]);
    const { body: thread } = await talk.bob.rest('GET', talk.path);
    expect(thread).toMatchObject({
      unread_count: 1,
      last_message: { preview: '', attachment: { kind: 'image', name: 'sketch.png', count: 2 } },
    });
  });

  test('ATT-4: takes ten files that were uploaded at once, in the order of the message', async () => {
    const { talk, ofAlice } = await talkWithFile();
    const files = await Promise.all(
      Array.from({ length: 10 }, (_, index) => ofAlice.file(png, { name: `${index}.png` })),
    );
    const { data } = await talk.send(talk.atAlice, '', { attachments: files.map(({ id }) => id) });
    expect(data.attachments).toEqual(files);
    expect((await talk.messages(talk.bob))[0]?.attachments).toEqual(files);
  });

  test('ATT-4: repeated is answered with the first one, also when both run at once (WS-10)', async () => {
    const { talk, file } = await talkWithFile();
    const send = () =>
      talk.alice.rest('POST', `${talk.path}messages/`, { attachments: [file.id], client_message_id: 'c-1' });
    const answers = await Promise.all([send(), send(), send()]);
    answers.push(await send());
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 201]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(await talk.messages()).toHaveLength(1);
  });

  test('ATT-4: of a file twice, of more than ten, or of neither text nor files is a bad request', async () => {
    const { talk, file } = await talkWithFile();
    for (const [attachments, field] of [
      [[file.id, file.id], 'attachments'],
      [Array.from({ length: 11 }, (_, index) => `a${index}`), 'attachments'],
      [[], 'content'],
    ] as const) {
      const { data } = await talk.send(talk.atAlice, ' ', { attachments });
      expect([data.code, data.details[0].field]).toEqual(['bad_request', field]);
    }
  });

  test('ATT-4: of an incomplete, unknown, foreign or sent file names it, and stores nothing', async () => {
    const { talk, ofAlice, ofBob, file } = await talkWithFile();
    const { attachment_id: incomplete } = await ofAlice.upload(png);
    const elsewhere = await chat.talk();
    const other = await uploadsOf(elsewhere.alice, elsewhere.path).file();
    for (const id of [incomplete, 'unknown', (await ofBob.file()).id, other.id]) {
      const { data } = await talk.send(talk.atAlice, 'See', { attachments: [file.id, id] });
      expect([data.code, data.details[0].field]).toEqual(['bad_request', 'attachments.1']);
    }
    expect(await talk.messages()).toEqual([]);
    await talk.send(talk.atAlice, 'See', { attachments: [file.id] });
    const again = await talk.send(talk.atAlice, 'See', { attachments: [file.id] });
    expect(again.data.details).toEqual([{ field: 'attachments.0', message: 'is in another message' }]);
  });

  test('ATT-4: of two at once with the same file one is sent, the other names it', async () => {
    const { talk, file } = await talkWithFile();
    const send = () => talk.alice.rest('POST', `${talk.path}messages/`, { attachments: [file.id] });
    const answers = await Promise.all([send(), send()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 400]);
    expect(await talk.messages()).toHaveLength(1);
  });

  test('WS-12: may lose its text by an edit, which a message without files may not', async () => {
    const { talk, file } = await talkWithFile();
    await talk.send(talk.atAlice, 'Look', { attachments: [file.id] });
    await talk.say(talk.alice, 'No file');
    const edited = await talk.alice.rest('PATCH', `${talk.path}messages/1/`, { content: '' });
    expect(edited.body).toMatchObject({ content: '', attachments: [file] });
    const refused = await talk.alice.rest('PATCH', `${talk.path}messages/2/`, { content: '' });
    expect([refused.status, refused.body.details[0].field]).toEqual([400, 'content']);
  });
});

describe('a link to a file', () => {
  test('ATT-5: is for participants, before sending only for the uploader, and for five minutes', async () => {
    const { talk, ofAlice, ofBob, file } = await talkWithFile();
    expect((await ofBob.link(file.id)).status).toBe(404);
    expect((await ofAlice.link(file.id)).status).toBe(200);
    await talk.send(talk.atAlice, '', { attachments: [file.id] });
    const { body } = await ofBob.link(file.id);
    expect(Date.parse(body.expires_at) - chat.nowMs()).toBeLessThanOrEqual(5 * 60_000);
    const stored = await fetch(body.url);
    expect(Buffer.from(await stored.arrayBuffer()).equals(png)).toBe(true);
    expect(stored.headers.get('content-type')).toBe('image/png');
    expect(stored.headers.get('content-disposition')).toMatch(/^inline;/);
    expect((await ofBob.link(file.id, '?preview=true')).status).toBe(404);
    expect((await uploadsOf(await chat.person('carol'), talk.path).link(file.id)).status).toBe(404);
    await talk.bob.rest('PATCH', talk.path, { is_active: false });
    await talk.delete(talk.bob);
    expect((await ofBob.link(file.id)).status).toBe(200);
  });

  test('ATT-5: downloads what a browser would run, under its own name', async () => {
    const { ofAlice, file } = await talkWithFile(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), {
      name: 'Größe "1".svg',
      content_type: 'image/png',
    });
    expect(file.kind).toBe('file');
    const { body } = await ofAlice.link(file.id);
    const { headers } = await fetch(body.url);
    expect(headers.get('content-type')).toBe('application/octet-stream');
    expect(headers.get('content-disposition')).toBe(
      `attachment; filename="Gr__e _1_.svg"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%221%22.svg`,
    );
  });

  test('ATT-6: dies with its message within seconds', async () => {
    const { talk, ofBob, file } = await talkWithFile();
    await talk.send(talk.atAlice, 'Look', { attachments: [file.id] });
    const { body } = await ofBob.link(file.id);
    const deleted = await talk.alice.rest('DELETE', `${talk.path}messages/1/`);
    expect(deleted.body.attachments).toEqual([]);
    expect((await ofBob.link(file.id)).status).toBe(404);
    await chat.within(10_000, async () => expect([403, 404]).toContain((await fetch(body.url)).status));
  });

  test('ATT-6: dies with an upload that is given up', async () => {
    const { ofAlice, file } = await talkWithFile();
    const { body } = await ofAlice.link(file.id);
    expect((await ofAlice.drop(file.id)).status).toBe(204);
    await chat.within(10_000, async () => expect([403, 404]).toContain((await fetch(body.url)).status));
  });
});
