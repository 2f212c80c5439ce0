import type { Page } from '@playwright/test';
import { expect, test } from './support/fixtures.ts';
import { kept } from './support/kept.ts';

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
}

test.describe('signing out', () => {
  test('asks before it discards unsent messages, and then leaves nothing behind', async ({
    open,
    api,
    alice,
    bob,
    thread,
  }) => {
    const a = await open(alice, { threadId: thread.id });
    await a.expectConnected();
    await a.page.context().setOffline(true);
    await a.write('Private and unsent');
    await api.as(bob, 'PATCH', `/threads/${thread.id}/`, { is_active: false });
    await a.page.context().setOffline(false);
    await expect(a.mark('Private and unsent', 'failed')).toBeVisible();
    await api.as(bob, 'PATCH', `/threads/${thread.id}/`, { is_active: true });
    await a.composer.fill('Private draft');
    expect(await kept(a.page)).toEqual(['Private and unsent', 'Private draft']);

    await signOut(a.page);
    const dialog = a.page.getByRole('dialog', { name: '1 message is not sent' });
    await dialog.getByRole('button', { name: 'Stay' }).click();
    await expect(a.mark('Private and unsent', 'failed')).toBeVisible();
    await signOut(a.page);
    await dialog.getByRole('button', { name: 'Discard and sign out' }).click();
    await expect(a.page.getByRole('heading', { name: 'Welcome' })).toBeVisible();
    expect(await kept(a.page)).toEqual([]);
  });

  test('the next user does not see the conversation of the previous one', async ({
    open,
    api,
    alice,
    bob,
    server,
    thread,
  }) => {
    const other = await api.createThread(alice, { id: `${bob.id}-2`, username: 'Carol' });
    const a = await open(alice, { threadId: thread.id });
    await expect(a.composer).toBeVisible();
    await api.send({ id: `${bob.id}-2`, username: 'Carol' }, other.id, 'Unread');
    await expect(a.page).toHaveTitle(/^\(1\) .*Messages$/);
    await signOut(a.page);
    await expect(a.page).toHaveTitle(/^[^(]*Messages$/);
    await a.page.getByLabel('Somebody else').fill(`${alice.id}-next`);
    await a.page.getByRole('button', { name: 'Continue', exact: true }).click();
    await expect(a.page.getByText('No conversations yet')).toBeVisible();
    expect(a.page.url()).toBe(`${server.url}/`);
  });

  test('signs out the other tabs of the same user, and no others', async ({ browser, server, alice, bob, thread }) => {
    const context = await browser.newContext();
    const tabs = await Promise.all(
      [alice, alice, bob].map(async (user) => {
        const page = await context.newPage();
        await page.goto(server.url);
        await page.evaluate((saved) => sessionStorage.setItem('chat.dev.user', saved), JSON.stringify(user));
        await page.goto(`${server.url}/?tab#/t/${thread.id}`);
        await expect(page.getByRole('textbox', { name: /^Message to/ })).toBeVisible();
        return page;
      }),
    );
    const [first, second, others] = tabs as [Page, Page, Page];
    await second.getByRole('textbox', { name: /^Message to/ }).fill('A draft of the other tab');
    await signOut(first);
    for (const page of [first, second]) await expect(page.getByRole('heading', { name: 'Welcome' })).toBeVisible();
    expect(await kept(second)).toEqual([]);
    expect(await second.evaluate(() => sessionStorage.length)).toBe(0);
    await expect(others.locator('.connection')).toHaveAttribute('data-state', 'connected');
    await context.close();
  });
});
