import { expect, test } from './support/fixtures.ts';

const internal = { status: 500, json: { type: 'about:blank', title: 'Internal error', status: 500, detail: 'at line 7', code: 'internal' } };

test.describe('what fails is said where it fails, and can be tried again', () => {
  test('the inbox', async ({ open, alice, thread }) => {
    const a = await open(alice);
    await a.page.route('**/api/chat/threads/?*', (route) => route.fulfill(internal));
    await a.page.reload();
    await expect(a.page.getByText('Your conversations could not be loaded.')).toBeVisible();
    await expect(a.page.getByText('Something went wrong on our side.')).toBeVisible();
    await a.page.unroute('**/api/chat/threads/?*');
    await a.page.getByRole('button', { name: 'Try again' }).click();
    await expect(a.conversation(/Landing page/)).toBeVisible();
    expect(thread.id).not.toBe('');
  });

  test('something done to a conversation, in an alert that can be dismissed', async ({ open, alice, thread }) => {
    const a = await open(alice, { threadId: thread.id });
    await a.page.route(`**/api/chat/threads/${thread.id}/`, (route) => route.fulfill(internal));
    await a.page.getByRole('button', { name: 'More about this conversation' }).click();
    await a.page.getByRole('button', { name: 'Close for new messages' }).click();
    const alert = a.page.getByRole('alert').filter({ hasText: 'Something went wrong on our side.' });
    await expect(alert).toBeVisible();
    await expect(a.composer).toBeVisible();
    await alert.getByRole('button', { name: 'Dismiss' }).click();
    await expect(a.page.getByText('Something went wrong on our side.')).toHaveCount(0);
  });

  test('a new conversation', async ({ open, alice, bob }) => {
    const a = await open(alice);
    await expect(a.page.getByText('No conversations yet')).toBeVisible();
    await a.page.route('**/api/chat/threads/', (route) => route.abort());
    await a.page.getByRole('button', { name: 'New conversation' }).first().click();
    const dialog = a.page.getByRole('dialog');
    await dialog.getByLabel('Who do you want to talk to?').fill(bob.id);
    await dialog.getByRole('button', { name: 'Start conversation' }).click();
    await expect(dialog.getByRole('alert')).toContainText('There is no connection to the chat right now.');
    await a.page.unroute('**/api/chat/threads/');
    await dialog.getByRole('button', { name: 'Start conversation' }).click();
    await expect(a.composer).toBeVisible();
  });

  test('the page itself: words and a way out, not a blank window', async ({ browser, server, alice, thread }) => {
    const context = await browser.newContext();
    await context.addInitScript((saved) => sessionStorage.setItem('chat.dev.user', saved), JSON.stringify(alice));
    const page = await context.newPage();
    await page.route('**/api/chat/threads/?*', (route) => route.fulfill({ json: { results: [{ id: thread.id }], next_cursor: null } }));
    await page.goto(server.url);
    await expect(page.getByRole('heading', { name: 'Something went wrong' })).toBeVisible();
    await page.unroute('**/api/chat/threads/?*');
    await page.getByRole('button', { name: 'Reload' }).click();
    await expect(page.locator('.thread').first()).toBeVisible();
    await context.close();
  });
});
