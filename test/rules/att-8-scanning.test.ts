import { expect, test } from 'vitest';
import { png, uploadsOf } from '../support/uploads.ts';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat({ CHAT_RATE_LIMIT: 'off', CHAT_MALWARE_SCAN: 'on' });

test('ATT-8: a file is scanned before it is opened; the result reaches its message, and blocked is final', async () => {
  const talk = await chat.joinedTalk();
  const ofAlice = uploadsOf(talk.alice, talk.path);
  const { attachment_id, parts } = await ofAlice.upload(png);
  const { body: file } = await ofAlice.complete(attachment_id);
  const scanned = (status: string) => chat.scanned(parts[0]!.url!, status);
  expect(file.state).toBe('scanning');
  expect((await ofAlice.link(file.id)).body.code).toBe('conflict');
  await talk.send(talk.atAlice, '', { attachments: [file.id] });
  await scanned('NO_THREATS_FOUND');
  const { data } = await talk.atBob.event('message_updated');
  expect(data).toMatchObject({ revision: 1, attachments: [{ id: file.id, state: 'ready' }] });
  expect((await ofAlice.link(file.id)).status).toBe(200);
  await scanned('UNSUPPORTED');
  await talk.atBob.event('message_updated', ({ revision }) => revision === 2);
  await scanned('NO_THREATS_FOUND');
  await talk.atBob.event('message_updated', ({ attachments }) => attachments[0].state === 'blocked');
  expect((await ofAlice.link(file.id)).body.code).toBe('forbidden');
});

test('ATT-8: a result may come before the upload is complete', async () => {
  const talk = await chat.talk();
  const ofAlice = uploadsOf(talk.alice, talk.path);
  const { attachment_id: id, parts } = await ofAlice.upload(png);
  await chat.scanned(parts[0]!.url!, 'THREATS_FOUND');
  await chat.within(5_000, async () => expect((await ofAlice.complete(id)).body.state).toBe('blocked'));
});
