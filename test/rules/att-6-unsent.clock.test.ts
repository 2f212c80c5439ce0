import { expect, test } from 'vitest';
import { limits } from '../../protocol/limits.ts';
import { uploadsOf } from '../support/uploads.ts';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat({ CHAT_RATE_LIMIT: 'off', CHAT_UPLOAD_LIMIT: '3/1KB' }, { tokenSeconds: 3 * 24 * 60 * 60 });

test('ATT-6: a file that is not sent within 24 hours is refused from then on; a sent one stays', async () => {
  const talk = await chat.talk();
  const ofAlice = uploadsOf(talk.alice, talk.path);
  const [sent, unsent] = [await ofAlice.file(), await ofAlice.file()];
  const send = (id: string) => talk.alice.rest('POST', `${talk.path}messages/`, { attachments: [id] });
  expect((await send(sent.id)).status).toBe(201);
  await chat.wait(limits.unsentFileMs);
  expect((await ofAlice.link(sent.id)).status).toBe(200);
  for (const call of [ofAlice.link, ofAlice.show, ofAlice.complete]) expect((await call(unsent.id)).status).toBe(404);
  expect((await send(unsent.id)).body.details[0].field).toBe('attachments.0');
});

test('ATT-7: a user uploads so many files and bytes a day, and again on the next', async () => {
  const talk = await chat.talk();
  const ofBob = uploadsOf(talk.bob, talk.path);
  const create = async (size: number) => (await ofBob.create({ size })).status;
  expect([await create(1_025), await create(1_000), await create(25)]).toEqual([429, 201, 429]);
  expect([await create(20), await create(1), await create(1)]).toEqual([201, 201, 429]);
  const { body } = await ofBob.create({ size: 1 });
  await chat.wait(body.retry_after_ms);
  expect(await create(1_000)).toBe(201);
});
