import type { Message, Thread } from '../../../protocol/objects.ts';

export const alice = { id: 'alice', username: 'Alice' };
export const bob = { id: 'bob', username: 'Bob' };

/** Bob, as events name a user. */
export const typist = { thread_id: 't1', user_id: 'bob', user: 'Bob' };

/** The time `seconds` after the start of the world. */
export function timeAt(seconds: number): string {
  return new Date(Date.parse('2026-01-01T00:00:00Z') + seconds * 1000).toISOString();
}

export function aMessage(seq: number, patch: Partial<Message> = {}): Message {
  return {
    id: `m${seq}`,
    thread_id: 't1',
    seq,
    // An edit is its first one unless the test says otherwise, and a deletion follows it.
    revision: patch.deleted_at ? 2 : patch.edited_at ? 1 : 0,
    sender: bob,
    type: 'text',
    content: `text ${seq}`,
    sent_at: timeAt(seq),
    edited_at: null,
    deleted_at: null,
    is_read: false,
    client_message_id: null,
    metadata: null,
    reply_to: null,
    reactions: [],
    attachments: [],
    ...patch,
  };
}

/** `new_message` of the message at `seq`. */
export const aPush = (seq: number, patch: Partial<Message> = {}) => ({
  event: 'new_message' as const,
  data: aMessage(seq, patch),
});

export function messages(first: number, last: number, patch: Partial<Message> = {}): Message[] {
  return Array.from({ length: last - first + 1 }, (_, index) => aMessage(first + index, patch));
}

export function aThread(patch: Partial<Thread> = {}): Thread {
  return {
    id: 't1',
    client: alice,
    freelancer: bob,
    job: null,
    created_at: timeAt(0),
    last_message_at: timeAt(0),
    is_active: true,
    closed_by: null,
    last_seq: 0,
    last_message: null,
    unread_count: 0,
    read: {},
    me: { muted_until: null, pinned: false, archived: false, marked_unread: false, blocked: false },
    ...patch,
  };
}

export function joinedData(
  list: Message[],
  patch: { last_seq?: number; has_more?: boolean; read?: Thread['read'] } = {},
) {
  const { has_more = false, ...thread } = patch;
  const members = [
    { ...alice, role: 'client' as const, online: true },
    { ...bob, role: 'freelancer' as const, online: false },
  ];
  return { thread: aThread({ last_seq: list.at(-1)?.seq ?? 0, ...thread }), messages: list, has_more, members };
}
