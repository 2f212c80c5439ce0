import type { Thread } from '../../protocol/objects.ts';
import { expect, test } from './support/fixtures.ts';

test.describe('the inbox', () => {
  test('shows name, job, last message and unread badge, and the unread total in title and icon', async ({
    open,
    api,
    alice,
    bob,
    thread,
  }) => {
    const second = await api.createThread(alice, { id: `${bob.id}-2`, username: 'Maria Oliveira' }, 'Mobile app');
    await api.send(bob, thread.id, 'First');
    await api.send(bob, thread.id, 'Second');
    await api.send({ id: `${bob.id}-2`, username: 'Maria Oliveira' }, second.id, 'Hello from Maria');
    const a = await open(alice);
    await expect(a.conversation(/Bob Tanaka, Landing page for a bakery, Second, .*2 unread messages/)).toBeVisible();
    await expect(a.conversation(/Maria Oliveira, Mobile app, Hello from Maria, .*1 unread message/)).toBeVisible();
    await expect(a.page).toHaveTitle(/^\(3\) .*Messages$/);
    await expect(a.page.locator('link[rel="icon"]')).toHaveAttribute('href', /^data:image\/png/);
    const names = a.page.locator('.thread-name');
    await expect(names).toHaveText(['Maria Oliveira', 'Bob Tanaka']);

    await api.send(bob, thread.id, 'Third');
    await expect(names).toHaveText(['Bob Tanaka', 'Maria Oliveira']);
    await a.conversation(/Bob Tanaka/).click();
    await expect(a.page).toHaveTitle(/^\(1\) .*Messages$/);
    await a.conversation(/Maria Oliveira/).click();
    await expect(a.page).toHaveTitle(/^[^(]*Messages$/);
    await expect(a.page.locator('link[rel="icon"]')).toHaveAttribute('href', '/favicon.svg');
  });

  test('a new conversation is started in the page, and starting it again opens the same one', async ({
    open,
    alice,
    bob,
  }) => {
    const a = await open(alice);
    await expect(a.page.getByText('No conversations yet')).toBeVisible();
    const start = async () => {
      await a.page.getByRole('button', { name: 'New conversation' }).first().click();
      const dialog = a.page.getByRole('dialog', { name: 'New conversation' });
      await dialog.getByLabel('Who do you want to talk to?').fill(bob.id);
      await dialog.getByLabel('Their name').fill('Bob Tanaka');
      await dialog.getByLabel('Job').fill('Logo');
      await dialog.getByRole('button', { name: 'Start conversation' }).click();
      await expect(dialog).toHaveCount(0);
    };
    await start();
    await a.write('Hello');
    await expect(a.mark('Hello', 'sent')).toBeVisible();
    await start();
    await expect(a.line('Hello')).toBeVisible();
    await expect(a.page.locator('.thread')).toHaveCount(1);
  });

  test('a user without conversations can start the first one', async ({ open, alice }) => {
    const a = await open(alice);
    await a.page
      .getByRole('region', { name: 'Conversation' })
      .getByRole('button', { name: 'New conversation' })
      .click();
    await expect(a.page.getByRole('dialog', { name: 'New conversation' })).toBeVisible();
  });

  test('refuses a conversation with nobody and with oneself', async ({ open, alice }) => {
    const a = await open(alice);
    await a.page.getByRole('button', { name: 'New conversation' }).first().click();
    const dialog = a.page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Start conversation' }).click();
    await expect(dialog.getByRole('alert')).toHaveText('Please enter who you want to talk to.');
    await dialog.getByLabel('Who do you want to talk to?').fill(alice.id);
    await dialog.getByRole('button', { name: 'Start conversation' }).click();
    await expect(dialog.getByRole('alert')).toHaveText('You cannot talk to yourself.');
    await a.page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
  });

  test('nothing moves when the conversations are loaded', async ({ open, alice, thread }) => {
    const a = await open(alice, { threadId: thread.id });
    await expect(a.composer).toBeVisible();
    let answer = () => {};
    const asked = new Promise<void>((resolve) => (answer = resolve));
    await a.page.route('**/api/chat/threads/?*', async (route) => {
      await asked;
      await route.continue();
    });
    await a.page.reload();
    await expect(a.page.getByText('Loading conversations…')).toBeVisible();
    const header = () => a.page.locator('.sidebar-header').evaluate((element) => element.getBoundingClientRect().top);
    expect(await header()).toBe(0);
    answer();
    await expect(a.conversation(/Bob Tanaka/)).toBeVisible();
    expect(await header()).toBe(0);
  });

  test('a search starts at the top, and ends at the former scroll position', async ({ open, api, alice, bob }) => {
    for (let index = 0; index < 30; index += 1)
      await api.createThread(alice, bob, `Job ${String(index).padStart(2, '0')}`);
    const a = await open(alice);
    await expect(a.page.locator('.thread').first()).toBeVisible();
    const inbox = a.page.locator('.inbox');
    const scrolledTo = () => inbox.evaluate((element) => element.scrollTop);
    await inbox.evaluate((element) => element.scrollTo(0, 1_200));
    await expect(a.conversation(/Job 12/)).toBeInViewport();

    await a.page.getByRole('searchbox').fill('job');
    await expect(a.conversation(/Job 29/)).toBeInViewport();
    await inbox.evaluate((element) => element.scrollTo(0, 600));
    await expect.poll(scrolledTo).toBe(600);
    await a.page.getByRole('searchbox').fill('job 0');
    await expect(a.conversation(/Job 09/)).toBeInViewport();
    await a.page.getByRole('button', { name: 'Clear the search' }).click();
    await expect(a.conversation(/Job 12/)).toBeInViewport();
    expect(await scrolledTo()).toBe(1_200);
  });

  test('deleting removes a conversation from the list and can be undone; a closed one is read-only', async ({
    open,
    alice,
    bob,
    thread,
  }) => {
    const a = await open(alice, { threadId: thread.id });
    const b = await open(bob, { threadId: thread.id });
    await a.write('Before');
    await expect(b.line('Before')).toBeVisible();
    await a.choose('Close conversation');
    await expect(b.page.getByText('Alice Miller closed this conversation.')).toBeVisible();
    await expect(b.composer).toHaveCount(0);
    // Only who has closed it may open it again.
    await expect(b.page.getByRole('button', { name: 'Reopen' })).toHaveCount(0);
    await expect(a.page.getByText('You closed this conversation.')).toBeVisible();
    await a.page.getByRole('button', { name: 'Reopen' }).click();
    await expect(b.composer).toBeVisible();

    await a.choose('Delete conversation…');
    await a.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expect(a.page.getByText('Conversation deleted')).toBeVisible();
    await expect(a.page.getByText('No conversations yet')).toBeVisible();
    await expect(b.line('Before')).toBeVisible();

    await a.page.getByRole('alert').getByRole('button', { name: 'Undo' }).click();
    await expect(a.conversation(/Bob Tanaka/)).toBeVisible();
    await expect(a.line('Before')).toBeVisible();
    await expect(a.composer).toBeVisible();
    await expect(b.composer).toBeVisible();
  });

  test('undoing the deletion of a closed conversation leaves it closed', async ({ open, api, alice, thread }) => {
    await api.as(alice, 'PATCH', `/threads/${thread.id}/`, { is_active: false });
    const a = await open(alice, { threadId: thread.id });
    await a.choose('Delete conversation…');
    await a.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await a.page.getByRole('alert').getByRole('button', { name: 'Undo' }).click();
    await expect(a.conversation(/Bob Tanaka.*Landing page/)).toContainText('Closed');
    await expect(a.page.getByText('You closed this conversation.')).toBeVisible();
  });

  test('closed conversations can be listed separately', async ({ open, api, alice, bob, thread }) => {
    const second = await api.createThread(alice, bob, 'Second job');
    const a = await open(alice);
    await expect(a.page.locator('.thread')).toHaveCount(2);
    await expect(a.page.getByRole('radio', { name: 'Closed' })).toHaveCount(0);
    await api.as(alice, 'PATCH', `/threads/${thread.id}/`, { is_active: false });
    await a.page.getByText('Closed', { exact: true }).click();
    await expect(a.page.locator('.thread')).toHaveCount(1);
    await expect(a.page.locator('.thread')).toContainText('Landing page for a bakery');
    await api.as(alice, 'PATCH', `/threads/${thread.id}/`, { is_active: true });
    await expect(a.page.getByText('No closed conversations')).toBeVisible();
    await a.page.getByText('Inbox', { exact: true }).click();
    await expect(a.page.locator('.thread')).toHaveCount(2);
    expect(second.is_active).toBe(true);
  });

  test('a job is given by its id in the marketplace and its title', async ({ open, api, alice, bob }) => {
    const a = await open(alice);
    await a.page.getByRole('button', { name: 'New conversation' }).first().click();
    const dialog = a.page.getByRole('dialog');
    await dialog.getByLabel('Who do you want to talk to?').fill(bob.id);
    await dialog.getByLabel('Job').fill('Logo');
    await dialog.getByLabel('Marketplace id').fill('job-4711');
    await dialog.getByRole('button', { name: 'Start conversation' }).click();
    await expect(a.composer).toBeVisible();
    const { results } = await api.as<{ results: Thread[] }>(alice, 'GET', '/threads/');
    expect(results.map(({ job }) => job)).toEqual([{ id: 'job-4711', title: 'Logo' }]);
  });
});
