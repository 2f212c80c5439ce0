import type { BrowserContext } from '@playwright/test';
import { expect, test } from './support/fixtures.ts';
import { FakeIssuer } from './support/issuer.ts';

/** Makes reading the storage properties throw, as strict browser settings do. */
async function blockStorage(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const blocked = {
      get: () => {
        throw new DOMException('Access is denied for this document.', 'SecurityError');
      },
    };
    Object.defineProperty(window, 'localStorage', blocked);
    Object.defineProperty(window, 'sessionStorage', blocked);
    Object.defineProperty(window, 'indexedDB', blocked);
  });
}

test.describe('a browser that blocks storage', () => {
  test('allows signing in on one machine, choosing the appearance, and talking', async ({
    browser,
    server,
    alice,
    bob,
    api,
    thread,
  }) => {
    const context = await browser.newContext();
    await blockStorage(context);
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    await page.goto(`${server.url}/#/t/${thread.id}`);
    await page.getByLabel('Somebody else').fill(alice.id);
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByText('Dark', { exact: true }).click();
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await page.keyboard.press('Escape');
    await page.getByRole('textbox', { name: /^Message to/ }).fill('Without a trace');
    await page.keyboard.press('Enter');
    await expect
      .poll(async () => (await api.messages(bob, thread.id)).map(({ content }) => content))
      .toEqual(['Without a trace']);
    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByRole('heading', { name: 'Welcome' })).toBeVisible();
    expect(faults).toEqual([]);
    await context.close();
  });

  test('shows that signing in with an issuer needs storage', async ({ browser, server, api, alice }) => {
    const context = await browser.newContext();
    await blockStorage(context);
    const page = await context.newPage();
    const issuer = new FakeIssuer(api, server.url, alice, 60);
    await issuer.installOn(page);
    await page.goto(server.url);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert')).toHaveText(/blocks the storage of this site/);
    expect(issuer.visits).toBe(0);
    await context.close();
  });
});
