import { expect } from 'vitest';
import type { EventName } from '../../../protocol/events.ts';
import { roles, type Role, type Thread } from '../../../protocol/objects.ts';
import type { Snapshot } from '../../../lambdas/chat/model/types.ts';
import type { Device, Frame } from '../../support/device.ts';
import type { Person } from '../../support/people.ts';
import type { Scene } from './scene.ts';

/** What must be true of a scene, whatever has died. */

function unreadInLog({ thread, messages }: Snapshot, role: Role): number {
  const upToSeq = thread?.marks[role]?.seq ?? 0;
  return messages.filter((message) => message.seq > upToSeq && message.author !== role).length;
}

/** The log has no gap and no message twice, and the thread's row agrees with it. */
function checkThreadRow({ thread, messages }: Snapshot): void {
  expect(messages.map((message) => message.seq)).toEqual(messages.map((_, index) => messages.length - index));
  const keys = messages.map((message) => message.clientMessageId).filter((key) => key !== null);
  expect(new Set(keys).size).toBe(keys.length);
  const newest = messages[0];
  const head = thread?.head ?? null;
  expect(head && { seq: head.seq, revision: head.revision, preview: head.preview, counts: head.counts }).toEqual(
    newest === undefined
      ? null
      : { seq: newest.seq, revision: newest.revision, preview: newest.content.slice(0, 100), counts: newest.counts },
  );
}

const lastAtMs = ({ thread, messages }: Snapshot) => messages[0]?.sentAtMs ?? thread?.createdAtMs ?? 0;

/** The thread as the log and the marks say that its participant sees it. */
function viewOf({ thread, messages }: Snapshot, unread: number) {
  const newest = messages[0];
  const last = newest === undefined ? null : { seq: newest.seq, preview: newest.content.slice(0, 100) };
  return { id: thread!.id, unread_count: unread, last_seq: messages.length, last_message: last };
}

async function checkSeenBy(person: Person, role: Role, threads: [Snapshot, Snapshot]): Promise<void> {
  const listed = threads
    .filter(({ thread }) => thread !== null && !thread.hiddenFor.includes(role))
    .sort((a, b) => lastAtMs(b) - lastAtMs(a))
    .map((snapshot) => viewOf(snapshot, unreadInLog(snapshot, role)));
  const { results } = await person.get<{ results: Thread[] }>('/threads/?limit=100');
  expect(results).toMatchObject(listed);
  expect(results).toHaveLength(listed.length);
  const counts = listed.filter((one) => one.unread_count > 0).map((one) => [one.id, one.unread_count]);
  expect((await person.get('/unread-count/')).threads).toEqual(Object.fromEntries(counts));
  const view = listed.find(({ id }) => id === threads[0].thread?.id);
  if (view) expect(await person.get<Thread>(`/threads/${view.id}/`)).toMatchObject(view);
}

/** ATT-4: a file has the seq of the message that it stands in, and none if it stands in none. */
async function checkClaims({ store, threadId, fileIds }: Scene, { messages }: Snapshot): Promise<void> {
  if (fileIds.length === 0) return;
  const holderOf = (id: string) => messages.find(({ attachments }) => attachments.some((one) => one.id === id));
  const uploads = await store.findUploads(threadId, fileIds);
  expect(uploads.map(({ seq }) => seq)).toEqual(uploads.map(({ id }) => holderOf(id)?.seq ?? null));
  expect(uploads).toHaveLength(fileIds.length);
}

/**
 * One log without a gap. The thread's row, both inboxes, both unread counts and the thread as each sees it agree with
 * the log and the read marks. Returns the thread's partition.
 */
export async function checkConsistent(scene: Scene): Promise<Snapshot> {
  const threads = await Promise.all([scene.read(), scene.read(scene.otherId)]);
  for (const snapshot of threads) if (snapshot.thread !== null) checkThreadRow(snapshot);
  const people = { client: scene.alice, freelancer: scene.bob };
  await Promise.all(roles.map((role) => checkSeenBy(people[role], role, threads)));
  await checkClaims(scene, threads[0]);
  return threads[0];
}

/** Every open connection gets the next message: as a member of the room, or by `thread_updated`. */
export async function checkEverybodyHears(scene: Scene): Promise<void> {
  const { payload, functionError } = await scene.chat.invoke('system-message', {
    event_id: `${scene.name}-heard`,
    event: 'system',
    ...scene.triple,
    content: 'Heard?',
  });
  expect(functionError, JSON.stringify(payload)).toBeNull();
  const { seq } = payload.message;
  const isOfIt = ({ event, data }: Frame) =>
    (event === 'new_message' && data.thread_id === scene.threadId && data.seq === seq) ||
    (event === 'thread_updated' && data.thread.id === scene.threadId && data.thread.last_seq >= seq);
  for (const [index, device] of scene.allDevices.entries()) {
    const frames = await scene.pushed(device);
    if (device.closed === null) expect(frames.some(isOfIt), `device ${index} hears of the next message`).toBe(true);
  }
}

/** The device was pushed a frame of the event with these data. */
export async function checkPushed(scene: Scene, device: Device, event: EventName, data: object): Promise<void> {
  expect(await scene.pushed(device, event)).toContainEqual(expect.objectContaining(data));
}

/** The last `thread_updated` of each device shows the thread so. */
export async function checkThreadPushed(scene: Scene, devices: Device[], thread: object): Promise<void> {
  for (const device of devices) {
    expect((await scene.pushed(device, 'thread_updated')).at(-1)?.thread).toMatchObject(thread);
  }
}
