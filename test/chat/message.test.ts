import { describe, expect, it } from 'vitest';
import { viewMessage } from '../../lambdas/chat/model/views.ts';
import { aMessage, aThread, nowMs } from './fixtures.ts';

describe('a message as a participant sees it', () => {
  const readBy = (seq: number) => ({ seq, others: seq, atMs: nowMs });

  it('is read, for both participants, once the one who is not its sender has read it', () => {
    const thread = aThread({ marks: { client: null, freelancer: readBy(1) } });
    expect(viewMessage(thread, aMessage(), 'client').is_read).toBe(true);
    expect(viewMessage(thread, aMessage(), 'freelancer').is_read).toBe(true);
  });

  it('is not read because its own sender has read it', () => {
    const thread = aThread({ marks: { client: readBy(1), freelancer: null } });
    expect(viewMessage(thread, aMessage(), 'client').is_read).toBe(false);
  });

  it('of the marketplace has no sender, and is read once the caller has read it', () => {
    const thread = aThread({ marks: { client: readBy(1), freelancer: null } });
    const message = aMessage({ author: 'marketplace', type: 'system' });
    expect(viewMessage(thread, message, 'client')).toMatchObject({ sender: null, is_read: true });
    expect(viewMessage(thread, message, 'freelancer')).toMatchObject({ sender: null, is_read: false });
  });

  it('has every field of the contract, times in milliseconds UTC', () => {
    const message = aMessage({
      clientMessageId: 'c-1',
      metadata: '{"__proto__":1,"a":[null]}',
      editedAtMs: nowMs + 1,
      deletedAtMs: nowMs + 2,
    });
    expect(JSON.parse(JSON.stringify(viewMessage(aThread(), message, 'client')))).toEqual({
      id: 'message-1',
      thread_id: 'thread-1',
      seq: 1,
      revision: 0,
      sender: { id: 'alice', username: 'Alice' },
      type: 'text',
      content: 'Hello',
      sent_at: '2026-01-15T09:30:00.000Z',
      edited_at: '2026-01-15T09:30:00.001Z',
      deleted_at: '2026-01-15T09:30:00.002Z',
      is_read: false,
      client_message_id: 'c-1',
      metadata: JSON.parse('{"__proto__":1,"a":[null]}') as unknown,
      reply_to: null,
      reactions: [],
      attachments: [],
    });
  });
});
