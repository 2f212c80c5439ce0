import { describe, expect, it } from 'vitest';
import { changeMessage } from '../../lambdas/chat/model/message-change.ts';
import { aMessage, nowMs } from './fixtures.ts';

const windowMs = 15 * 60_000;
const edit = { kind: 'edit', content: 'Good morning' } as const;
const remove = { kind: 'delete' } as const;
const forbidden = expect.objectContaining({ code: 'forbidden' });

describe('WS-13: editing and deleting', () => {
  it("edits the sender's own text, notes the time, and keeps seq, time and counts", () => {
    const message = aMessage({ seq: 4 });
    expect(changeMessage(message, 'client', edit, nowMs + 1_000, windowMs)).toEqual({
      ...message,
      revision: 1,
      contentRevision: 1,
      content: 'Good morning',
      editedAtMs: nowMs + 1_000,
    });
  });

  it('empties a deleted message and changes no count', () => {
    const message = aMessage({ seq: 4, metadata: '{"a":1}' });
    const deleted = changeMessage(message, 'client', remove, nowMs + 1_000, windowMs);
    expect(deleted).toMatchObject({
      seq: 4,
      revision: 1,
      content: '',
      deletedAtMs: nowMs + 1_000,
      counts: message.counts,
    });
  });

  it.each([edit, remove])('forbids $kind to the other participant', (change) => {
    expect(() => changeMessage(aMessage(), 'freelancer', change, nowMs, windowMs)).toThrow(forbidden);
  });

  it.each([edit, remove])('forbids $kind of a message of the marketplace', (change) => {
    const message = aMessage({ author: 'marketplace', type: 'system' });
    expect(() => changeMessage(message, 'client', change, nowMs, windowMs)).toThrow(forbidden);
  });

  it.each([edit, remove])('forbids $kind of a message that is not text', (change) => {
    expect(() => changeMessage(aMessage({ type: 'job_update' }), 'client', change, nowMs, windowMs)).toThrow(forbidden);
  });

  it.each([edit, remove])('allows $kind until the edit window closes, and not after', (change) => {
    const message = aMessage();
    expect(changeMessage(message, 'client', change, nowMs + windowMs, windowMs).revision).toBe(1);
    expect(() => changeMessage(message, 'client', change, nowMs + windowMs + 1, windowMs)).toThrow(forbidden);
  });

  it('measures the window from the send, not from the last edit', () => {
    const edited = changeMessage(aMessage(), 'client', edit, nowMs + windowMs - 1, windowMs);
    expect(() => changeMessage(edited, 'client', edit, nowMs + windowMs + 1, windowMs)).toThrow(forbidden);
  });

  it('is later than the change before it, whatever the clock says', () => {
    const message = aMessage();
    const first = changeMessage(message, 'client', edit, message.sentAtMs - 5_000, windowMs);
    expect(first.editedAtMs).toBe(message.sentAtMs);
    const late = changeMessage(first, 'client', { kind: 'edit', content: 'second' }, nowMs + 8_000, windowMs);
    const later = changeMessage(late, 'client', { kind: 'edit', content: 'third' }, nowMs + 3_000, windowMs);
    expect(later.editedAtMs).toBe(nowMs + 8_001);
    expect(changeMessage(later, 'client', remove, nowMs, windowMs).deletedAtMs).toBe(nowMs + 8_002);
  });

  it('forbids an edit of a deleted message', () => {
    const deleted = changeMessage(aMessage(), 'client', remove, nowMs, windowMs);
    expect(() => changeMessage(deleted, 'client', edit, nowMs, windowMs)).toThrow(forbidden);
  });

  it('returns the message as it is for a repeated edit', () => {
    const edited = changeMessage(aMessage(), 'client', edit, nowMs, windowMs);
    expect(changeMessage(edited, 'client', edit, nowMs + 5_000, windowMs)).toBe(edited);
  });

  it('returns the message as it is for a repeated deletion', () => {
    const deleted = changeMessage(aMessage(), 'client', remove, nowMs, windowMs);
    expect(changeMessage(deleted, 'client', remove, nowMs + 5_000, windowMs)).toBe(deleted);
  });
});
