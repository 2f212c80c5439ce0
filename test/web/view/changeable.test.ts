import { expect, it } from 'vitest';
import { isChangeable } from '../../../web/components/view/changeable.ts';
import { aMessage, alice } from '../client/objects.ts';

it('WS-13: an own message can be changed within the window of the deployment', () => {
  const message = aMessage(1, { sender: alice });
  const sentAtMs = Date.parse(message.sent_at);
  const after = (ms: number, editWindowMs: number) =>
    isChangeable(message, alice.id, { nowMs: sentAtMs + ms, editWindowMs });
  expect([after(59_999, 60_000), after(60_000, 60_000), after(60_000, 3_600_000)]).toEqual([true, false, true]);
  const deleted = { ...message, deleted_at: message.sent_at };
  expect(isChangeable(deleted, alice.id, { nowMs: sentAtMs, editWindowMs: 60_000 })).toBe(false);
});
