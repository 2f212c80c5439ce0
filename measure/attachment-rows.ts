import { randomUUID } from 'node:crypto';
import type { Upload } from '../protocol/attachments.ts';
import type { Message } from '../protocol/objects.ts';
import type { CostRow } from './cost-row.ts';
import type { MeasuredChat } from './measured-chat.ts';
import { putFile } from './storage.ts';

/** The first bytes of a PNG picture and of a WebP preview, which is what the types are taken from. */
const picture = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');
const preview = Buffer.from('524946461a00000057454250565038200e000000', 'hex');

const content = 'x'.repeat(200);
/** A photograph as the page sends it. */
const shown = { width: 4_032, height: 3_024, thumbhash: 'x'.repeat(34) };
const fields = { name: 'IMG_20261130_093000.png', content_type: 'image/png', ...shown };

const filesOf = ({ threadId }: MeasuredChat) => `/threads/${threadId}/attachments/`;
const create = (chat: MeasuredChat) =>
  chat.post(chat.alice.userId, filesOf(chat), { ...fields, size: picture.length, preview_size: preview.length });
const complete = (chat: MeasuredChat, id: string) =>
  chat.post(chat.alice.userId, `${filesOf(chat)}${id}/complete/`, {});

/** A file whose bytes are in the storage; its id. */
async function upload(chat: MeasuredChat): Promise<string> {
  const { attachment_id: id, parts, preview: ofPreview } = (await create(chat)) as Upload;
  await Promise.all(parts.map((part) => putFile(part, picture)));
  if (ofPreview !== undefined) await putFile(ofPreview, preview);
  return id;
}

async function completeFile(chat: MeasuredChat): Promise<string> {
  const id = await upload(chat);
  await complete(chat, id);
  return id;
}

const send = (chat: MeasuredChat, fields: { attachments?: string[]; after_seq?: number } = {}) =>
  chat.frame(chat.alice, {
    action: 'send_message',
    thread_id: chat.threadId,
    content,
    client_message_id: randomUUID(),
    ...fields,
  }) as Promise<Message>;

/** A picture with a preview, from its creation to its link. */
export const attachmentRows: CostRow[] = [
  {
    operation: 'POST …/attachments/',
    bound: { roundTrips: 5, calls: 5, writeUnits: 2, readUnits: 4 },
    measure: (chat) => chat.world.meter.of(() => create(chat)),
  },
  {
    operation: 'POST …/complete/',
    bound: { roundTrips: 2, calls: 3, writeUnits: 1, readUnits: 2 },
    async measure(chat) {
      const id = await upload(chat);
      return chat.world.meter.of(() => complete(chat, id));
    },
  },
  {
    operation: 'send_message with a file',
    transacts: true,
    bound: { roundTrips: 5, beforePush: 3, calls: 5, writeUnits: 8, readUnits: 6 },
    async measure(chat) {
      const attachments = [await completeFile(chat)];
      // The first message that a user has not read costs one call more, with a file or without.
      const { seq: after_seq } = await send(chat);
      return chat.world.meter.of(() => send(chat, { attachments, after_seq }));
    },
  },
  {
    operation: 'GET of a link to a file',
    bound: { roundTrips: 2, calls: 3, writeUnits: 0, readUnits: 3 },
    async measure(chat) {
      const id = await completeFile(chat);
      await send(chat, { attachments: [id] });
      return chat.world.meter.of(() => chat.get(chat.bob.userId, `${filesOf(chat)}${id}/`));
    },
  },
];
