import { expect, test } from './support/fixtures.ts';

test('a message that waits or has failed shows in its row, also while another conversation is open', async ({
  open,
  api,
  alice,
  bob,
  thread,
}) => {
  await api.createThread(alice, bob, 'Second job');
  const a = await open(alice, { threadId: thread.id });
  await a.expectConnected();
  await a.page.context().setOffline(true);
  await a.write('Are you there?');
  await a.conversation(/Second job/).click();
  await expect(a.conversation(/Landing page.*Waiting to be sent: Are you there\?/)).toContainText('Are you there?');
  await api.as(bob, 'PATCH', `/threads/${thread.id}/`, { is_active: false });
  await a.page.context().setOffline(false);
  await expect(a.conversation(/Landing page.*, Closed, Not sent: Are you there\?/)).toContainText('Not sent:');
  await a.conversation(/Landing page/).click();
  await a.line('Are you there?').getByRole('button', { name: 'Discard' }).click();
  await a.page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
  await expect(a.conversation(/Landing page.*, Closed, No messages yet/)).toBeVisible();
});

test('the row of a conversation names a draft, and right-to-left texts keep their beginning', async ({
  open,
  api,
  alice,
  bob,
  thread,
}) => {
  const other = await api.createThread(alice, bob, 'Second job');
  const text = 'שלום אליס, מה שלומך היום? '.repeat(4).trim();
  await api.send(alice, other.id, text);
  const a = await open(alice, { threadId: thread.id });
  await a.composer.fill(text);
  await a.conversation(/Second job/).click();
  await expect(a.conversation(/Landing page.*Draft: שלום/)).toBeVisible();
  await expect(a.conversation(/Second job.*You: שלום/)).toBeVisible();
  for (const row of [/Landing page/, /Second job/]) {
    const isBeginningShown = await a
      .conversation(row)
      .locator('.thread-preview .thread-text')
      .evaluate((element) => {
        const first = document.createRange();
        first.setStart(element.firstChild!, 0);
        first.setEnd(element.firstChild!, 4);
        return first.getBoundingClientRect().right <= element.getBoundingClientRect().right + 1;
      });
    expect(isBeginningShown).toBe(true);
  }
});
