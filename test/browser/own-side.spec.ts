import type { Thread } from '../../protocol/objects.ts';
import { expectAccessible } from './support/accessible.ts';
import type { ChatPage } from './support/chat-page.ts';
import { expect, test } from './support/fixtures.ts';
import { phone } from './support/phone.ts';

/** Opens the menu of a row in the inbox and chooses an action. */
async function chooseInRow(chat: ChatPage, name: RegExp, action: string): Promise<void> {
  const row = chat.page.locator('.thread-row').filter({ has: chat.page.getByRole('link', { name }) });
  await row.hover();
  await row.getByRole('button', { name: /^More about the conversation with/ }).click();
  await row.getByRole('button', { name: action, exact: true }).click();
}

const show = (chat: ChatPage, filter: string) => chat.page.locator('.inbox-filter').getByText(filter).click();

test('an archived conversation is in Archived, only for its user, until a message brings it back (ME-1, ME-2)', async ({
  open,
  api,
  alice,
  bob,
  thread,
}) => {
  const a = await open(alice, { threadId: thread.id });
  const b = await open(bob, { threadId: thread.id });
  await b.expectConnected();
  await a.choose('Archive');
  await expect(a.page.getByText('Conversation archived')).toBeVisible();
  await expect(a.conversation(/Bob Tanaka/)).toHaveCount(0);
  await expect(a.page.getByText('Your inbox is empty.')).toBeVisible();
  await expect(b.composer).toBeVisible();
  await expect(b.conversation(/Alice Miller/)).toBeVisible();

  await a.page.reload();
  await show(a, 'Archived');
  await expect(a.conversation(/Bob Tanaka/)).toBeVisible();
  await expectAccessible(a.page);
  await b.write('Are you there?');
  await expect(a.page.getByText('No archived conversations')).toBeVisible();
  await show(a, 'Inbox');
  await expect(a.conversation(/Bob Tanaka.*Are you there\?/)).toBeVisible();

  await chooseInRow(a, /Bob Tanaka/, 'Archive');
  await a.page.getByRole('alert').getByRole('button', { name: 'Undo' }).click();
  await expect(a.conversation(/Bob Tanaka/)).toBeVisible();
  expect((await api.messages(alice, thread.id)).length).toBe(1);
});

test('a muted conversation is marked, stays in the archive, and does not count in the title (ME-1, ME-2)', async ({
  open,
  api,
  alice,
  bob,
  thread,
}) => {
  const a = await open(alice);
  await chooseInRow(a, /Bob Tanaka/, 'Mute…');
  const dialog = a.page.getByRole('dialog', { name: 'Mute this conversation?' });
  await expectAccessible(a.page);
  await dialog.getByRole('button', { name: 'For 8 hours' }).click();
  await expect(a.conversation(/Bob Tanaka.*Muted/)).toBeVisible();
  await api.send(bob, thread.id, 'Psst');
  await expect(a.conversation(/Psst.*Muted, 1 unread message/)).toBeVisible();
  await expect(a.page).toHaveTitle(/^[^(]*Messages$/);
  await chooseInRow(a, /Bob Tanaka/, 'Archive');
  await api.send(bob, thread.id, 'Psst again');
  await a.page.reload();
  await expect(a.page.getByText('Your inbox is empty.')).toBeVisible();
  await expect(a.page).toHaveTitle(/^[^(]*Messages$/);
  await show(a, 'Archived');
  await chooseInRow(a, /Psst again/, 'Unmute');
  await expect(a.page).toHaveTitle(/^\(2\) .*Messages$/);
  await expectAccessible(a.page);
});

test('pinned conversations come first, at most ten of them (ME-1)', async ({ open, api, alice, bob, thread }) => {
  for (let index = 0; index < 10; index += 1) {
    const { id } = await api.createThread(alice, bob, `Job ${index}`);
    await api.as(alice, 'PATCH', `/threads/${id}/me/`, { pinned: index < 9 });
  }
  const a = await open(alice);
  await expect(a.page.locator('.thread').nth(9)).toContainText('Job 9');
  await chooseInRow(a, /Landing page/, 'Pin to the top');
  await expect(a.page.locator('.thread').nth(9)).toContainText('Landing page');
  await expect(a.conversation(/Landing page.*Pinned/)).toBeVisible();
  await chooseInRow(a, /Job 9/, 'Pin to the top');
  await expect(a.page.getByText('You can pin 10 conversations. Unpin one of them first.')).toBeVisible();
  await a.conversation(/Landing page/).click();
  await a.choose('Unpin');
  await expect(a.conversation(/Landing page.*Pinned/)).toHaveCount(0);
  expect((await api.as<Thread>(alice, 'GET', `/threads/${thread.id}/`)).me.pinned).toBe(false);
});

test('a conversation marked as unread has a dot and says so, until it is opened (ME-2)', async ({
  open,
  api,
  alice,
  bob,
  thread,
}) => {
  await api.send(bob, thread.id, 'Later');
  await api.createThread(alice, bob, 'Another job');
  const a = await open(alice, { threadId: thread.id });
  const row = a.conversation(/Landing page/);
  await expect(a.page).toHaveTitle(/^[^(]*Messages$/);
  await a.choose('Mark as unread');
  await expect(a.composer).toHaveCount(0);
  await expect(row).toHaveAccessibleName(/marked as unread/);
  await expect(row.locator('.dot')).toBeVisible();
  await show(a, 'Unread');
  await expect(a.page.locator('.thread')).toHaveCount(1);
  await expectAccessible(a.page);
  await show(a, 'Inbox');
  await row.click();
  await expect(a.composer).toBeVisible();
  await expect(row.locator('.dot')).toHaveCount(0);
  await show(a, 'Unread');
  await expect(a.page.getByText('Nothing unread')).toBeVisible();
});

test('blocking replaces the composer, and the other learns only that nothing can be sent (ME-3)', async ({
  open,
  alice,
  bob,
  thread,
}) => {
  const a = await open(alice, { threadId: thread.id });
  const b = await open(bob, { threadId: thread.id });
  await expect(b.composer).toBeVisible();
  await a.choose('Block Bob Tanaka…');
  const question = a.page.getByRole('dialog', { name: 'Block Bob Tanaka?' });
  await expect(question).toContainText('Bob Tanaka is not told');
  await expectAccessible(a.page);
  await question.getByRole('button', { name: 'Block' }).click();
  await expect(a.page.getByText('You have blocked Bob Tanaka.')).toBeVisible();
  await expect(a.composer).toHaveCount(0);
  await expect(a.conversation(/Blocked/)).toBeVisible();
  await expectAccessible(a.page);

  await b.write('Hello?');
  await expect(b.mark('Hello?', 'failed')).toBeVisible();
  await expect(b.line('Hello?')).toContainText('Messages cannot be sent in this conversation at the moment.');
  await expect(b.page.getByText(/block/i).filter({ visible: true })).toHaveCount(0);

  await a.page.getByRole('button', { name: 'Unblock', exact: true }).click();
  await a.page.getByRole('dialog').getByRole('button', { name: 'Unblock' }).click();
  await expect(a.composer).toBeVisible();
  await b.line('Hello?').getByRole('button', { name: 'Try again' }).click();
  await expect(a.line('Hello?')).toBeVisible();
});

test('by keyboard: the menu of a row opens and archives, and the next row has the focus', async ({
  open,
  api,
  alice,
  bob,
  thread,
}) => {
  await api.createThread(alice, bob, 'Second job');
  const a = await open(alice);
  await a.conversation(/Second job/).focus();
  await a.page.keyboard.press('Tab');
  await expect(a.page.getByRole('button', { name: /^More about the conversation/ }).first()).toBeFocused();
  await a.page.keyboard.press('Shift+Tab');
  await a.page.keyboard.press('Shift+F10');
  await a.page.keyboard.press('ArrowDown');
  await a.page.keyboard.press('ArrowDown');
  await a.page.keyboard.press('ArrowDown');
  await expect(a.page.getByRole('button', { name: 'Archive', exact: true })).toBeFocused();
  await a.page.keyboard.press('Enter');
  await expect(a.conversation(/Second job/)).toHaveCount(0);
  await expect(a.conversation(/Landing page/)).toBeFocused();
  expect((await api.as<Thread>(alice, 'GET', `/threads/${thread.id}/`)).me.archived).toBe(false);
});

test('on a phone in the dark a long press opens the menu of a row', async ({ open, alice, thread }) => {
  const a = await open(alice, { context: { ...phone, colorScheme: 'dark' } });
  await a.longPress(a.conversation(/Bob Tanaka/));
  await expect(a.menu).toBeVisible();
  await expectAccessible(a.page, '.sidebar');
  await a.menu.getByRole('button', { name: 'Pin to the top' }).tap();
  await expect(a.conversation(/Bob Tanaka.*Pinned/)).toBeVisible();
  await a.conversation(/Bob Tanaka/).tap();
  await expect(a.composer).toBeVisible();
  expect(a.page.url()).toContain(encodeURIComponent(thread.id));
});
