import { expectAccessible } from './support/accessible.ts';
import { expect, test } from './support/fixtures.ts';
import { phone } from './support/phone.ts';

test('a search in the inbox finds people and messages, and a message opens its conversation there', async ({
  open,
  api,
  alice,
  bob,
  thread,
}) => {
  await api.send(bob, thread.id, 'The Straße in the draft is misspelt');
  for (let number = 1; number <= 30; number += 1)
    await api.send(number % 2 ? alice : bob, thread.id, `Something else, part ${number}`);
  await api.send(alice, thread.id, 'Which draft?');
  const a = await open(alice);
  const search = a.page.getByRole('searchbox', { name: 'Search people, jobs, messages' });
  const messages = a.page.getByRole('region', { name: 'Messages' });

  await search.fill('bob');
  await expect(a.conversation(/Bob Tanaka/)).toBeVisible();
  await expect(messages.getByText('No messages found')).toBeVisible();

  await search.fill('strasse DRAFT');
  await expect(messages.locator('mark')).toHaveText(['Straße', 'draft']);
  await expect(messages.getByRole('heading', { name: 'Bob Tanaka' })).toBeVisible();
  await expectAccessible(a.page);

  await search.fill('draft');
  const hits = messages.getByRole('link');
  await expect(hits).toHaveCount(2);
  await hits.first().focus();
  await a.page.keyboard.press('ArrowDown');
  await a.page.keyboard.press('Enter');
  await expect(a.messages.locator('[data-seq="1"]')).toBeFocused();
  await expect(a.messages.locator('[data-seq="1"]')).toBeInViewport();
  // The same link shows the message again.
  await a.page.getByRole('button', { name: 'Jump to the newest message' }).click();
  await expect(a.line('Which draft?')).toBeInViewport();
  await hits.nth(1).click();
  await expect(a.messages.locator('[data-seq="1"]')).toBeFocused();

  await search.fill('has:nothing');
  await expect(messages.getByText('This search has nothing to look for')).toBeVisible();
});

test('Ctrl+F searches the open conversation, a second time it is the browser’s; on a phone there is a button', async ({
  open,
  api,
  alice,
  bob,
  thread,
}) => {
  const other = await api.createThread(alice, { id: `${bob.id}-2`, username: 'Maria Oliveira' }, 'Mobile app');
  await api.send(bob, thread.id, 'The invoice is here');
  for (let number = 1; number <= 30; number += 1) await api.send(number % 2 ? alice : bob, thread.id, `Part ${number}`);
  await api.send(alice, other.id, 'An invoice elsewhere');
  const a = await open(alice, { threadId: thread.id });
  const field = a.page.getByRole('searchbox', { name: 'Search in this conversation' });
  const hits = a.page.getByRole('region', { name: 'Messages' }).getByRole('link');
  await expect(a.composer).toBeVisible();
  await a.page.keyboard.press('Control+f');
  await expect(field).toBeFocused();
  await field.fill('invoice');
  await expect(hits).toHaveCount(1);
  await expectAccessible(a.page);
  await hits.click();
  await expect(a.messages.locator('[data-seq="1"]')).toBeFocused();
  await field.press('Escape');
  await expect(field).toHaveCount(0);
  await expect(a.composer).toBeFocused();

  const b = await open(bob, { context: { ...phone, colorScheme: 'dark' }, threadId: thread.id });
  await b.page.getByRole('button', { name: 'Search in this conversation' }).tap();
  await b.page.getByRole('searchbox', { name: 'Search in this conversation' }).fill('invoice');
  const hit = b.page.getByRole('region', { name: 'Messages' }).getByRole('link');
  await expect(hit).toHaveCount(1);
  await expectAccessible(b.page);
  await hit.tap();
  await expect(b.messages.locator('[data-seq="1"]')).toBeInViewport();
});
