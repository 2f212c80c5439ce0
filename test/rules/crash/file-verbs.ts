import { expect } from 'vitest';
import { png, put, uploadsOf } from '../../support/uploads.ts';
import { checkPushed } from './checks.ts';
import type { Scene } from './scene.ts';
import type { CrashVerb } from './verb.ts';

const uploadsIn = ({ alice, threadId }: Scene) => uploadsOf(alice, `/threads/${threadId}/`);

async function addFiles(scene: Scene, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) scene.fileIds.push((await uploadsIn(scene).file()).id);
}

/** Bytes that are stored, and not yet a file. */
async function addUpload(scene: Scene): Promise<void> {
  const { attachment_id: id, parts } = (await uploadsIn(scene).create({ size: png.length })).body;
  await put(parts[0], png);
  scene.fileIds.push(id);
}

const sendFiles = (scene: Scene) =>
  scene.frame(scene.devices.aliceJoined, 'send_message', {
    content: '',
    client_message_id: scene.name,
    attachments: scene.fileIds,
  });

/** A message with a file that can be opened. */
async function sendFile(scene: Scene): Promise<void> {
  const { id } = await uploadsIn(scene).file();
  await scene.rest(scene.alice, 'POST', 'messages/', { attachments: [id] });
  scene.link = (await uploadsIn(scene).link(id)).body.url;
}

/** What concerns files. That a file stands in a message exactly if that has claimed it is checked of every scene. */
export const fileVerbs: CrashVerb[] = [
  {
    title: 'ATT-4: send_message with two files',
    function: 'frame',
    prepare: (scene) => addFiles(scene, 2),
    act: sendFiles,
    async check(scene, { messages }) {
      expect(messages).toHaveLength(scene.length + 1);
      expect(messages[0]?.attachments.map(({ id }) => id)).toEqual(scene.fileIds);
      await checkPushed(scene, scene.devices.bobJoined, 'new_message', { seq: messages[0]?.seq, content: '' });
    },
  },
  {
    title: 'ATT-3: POST …/complete/, and what is complete is sent',
    function: 'attachments',
    match: ({ threadId }) => threadId,
    prepare: addUpload,
    act: (scene) => uploadsIn(scene).complete(scene.fileIds[0]!),
    async check(scene) {
      expect((await uploadsIn(scene).link(scene.fileIds[0]!)).status).toBe(200);
      const { event, data } = await sendFiles(scene);
      expect([event, data.attachments?.[0]?.kind]).toEqual(['new_message', 'image']);
    },
  },
  {
    title: 'ATT-6: the removal of the files of a deleted message',
    function: 'remove-files',
    only: 'over sockets',
    isNeverRepeated: true,
    match: ({ threadId }) => threadId,
    prepare: sendFile,
    act: (scene) => scene.rest(scene.alice, 'DELETE', `messages/${scene.length + 1}/`),
    async check({ link }) {
      await expect.poll(async () => (await fetch(link)).status, { timeout: 30_000 }).toBe(404);
    },
  },
];
