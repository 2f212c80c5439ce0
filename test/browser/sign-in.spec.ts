import { ChatPage } from './support/chat-page.ts';
import { expect, test } from './support/fixtures.ts';
import { FakeIssuer } from './support/issuer.ts';

test.describe('signing in', () => {
  test('on one machine: a list of demo users who already have a conversation', async ({ browser, server }) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(server.url);
    await page.getByRole('button', { name: 'Continue as Alice' }).click();
    await expect(page.locator('.thread').first()).toContainText('Bob');
    await page.reload();
    await expect(page.locator('.thread').first()).toContainText('Bob');
    await page.getByRole('button', { name: /^Account of/ }).click();
    await expect(page.getByText('Signed in as Alice')).toBeVisible();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByRole('button', { name: 'Continue as Bob' })).toBeVisible();
    await context.close();
  });

  test('an unfinished edit is not shown to the next user in the same tab', async ({
    browser,
    server,
    api,
    alice,
    bob,
    thread,
  }) => {
    await api.send(alice, thread.id, 'The price is 100');
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${server.url}/#/t/${thread.id}`);
    const signIn = async (name: string) => {
      await page.getByLabel('Somebody else').fill(name);
      await page.getByRole('button', { name: 'Continue', exact: true }).click();
    };
    await signIn(alice.id);
    const chat = new ChatPage(page);
    await chat.act('The price is 100', 'Edit');
    await page.getByRole('textbox', { name: 'Edit message' }).fill('A secret');
    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await signIn(bob.id);
    await page.getByRole('link', { name: /Landing page/ }).click();
    await expect(chat.line('The price is 100')).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'Edit message' })).toHaveCount(0);
    await context.close();
  });

  test('deployed: code flow with PKCE, back to the address, rotating refresh tokens, sign-out at the issuer', async ({
    browser,
    server,
    api,
    alice,
    bob,
    thread,
  }) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const issuer = new FakeIssuer(api, server.url, alice, 6);
    await issuer.installOn(page);
    await page.goto(`${server.url}/#/t/${thread.id}`);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.locator('.connection')).toHaveAttribute('data-state', 'connected');
    expect(new URL(page.url()).search).toBe('');
    await expect(page.getByRole('heading', { name: 'Bob Tanaka' })).toBeVisible();
    expect(issuer.grants[0]).toBe('authorization_code');
    // Nobody knows ids. Without a directory, conversations start from links of the marketplace.
    await expect(page.getByRole('button', { name: 'New conversation' })).toHaveCount(0);

    const renewals = () => issuer.grants.filter((grant) => grant === 'refresh_token').length;
    await expect.poll(renewals, { timeout: 20_000 }).toBeGreaterThanOrEqual(2);
    await api.send(bob, thread.id, 'After the renewal');
    await expect(page.getByText('After the renewal').first()).toBeVisible();
    await page.reload();
    await expect(page.getByText('After the renewal').first()).toBeVisible();

    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
    expect(issuer.loggedOut).toBe(true);
    await context.close();
  });

  test('a sign-in that the issuer refuses is shown, and can be retried', async ({ browser, server, api, alice }) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const issuer = new FakeIssuer(api, server.url, alice, 60);
    issuer.refuses = true;
    await issuer.installOn(page);
    await page.goto(server.url);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByText('Signing in failed.')).toBeVisible();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.locator('.connection')).toHaveAttribute('data-state', 'connected');
    await context.close();
  });

  for (const query of ['state=x&error=y', 'state=x&code=y']) {
    test(`a link /?${query} signs nobody out, neither in its tab nor in others`, async ({
      browser,
      server,
      api,
      alice,
      thread,
    }) => {
      const context = await browser.newContext();
      const issuer = new FakeIssuer(api, server.url, alice, 60);
      await issuer.installOn(context);
      const first = await context.newPage();
      await first.goto(server.url);
      await first.getByRole('button', { name: 'Sign in' }).click();
      await expect(first.locator('.connection')).toHaveAttribute('data-state', 'connected');

      await first.goto(`${server.url}/?${query}#/t/${thread.id}`);
      await expect(first.getByRole('textbox', { name: 'Message to Bob Tanaka' })).toBeVisible();
      expect(first.url()).toBe(`${server.url}/#/t/${thread.id}`);
      const second = await context.newPage();
      await second.goto(`${server.url}/?${query}`);
      await expect(second.locator('.connection')).toHaveAttribute('data-state', 'connected');
      await first.reload();
      await expect(first.locator('.connection')).toHaveAttribute('data-state', 'connected');
      await context.close();
    });
  }

  for (const givesRefreshTokens of [true, false]) {
    const why = givesRefreshTokens ? 'the issuer does not renew' : 'there is no refresh token';
    test(`a session that has ended because ${why} is shown, and leads to signing in`, async ({
      browser,
      server,
      api,
      alice,
      thread,
    }) => {
      const context = await browser.newContext();
      const page = await context.newPage();
      const issuer = new FakeIssuer(api, server.url, alice, 8);
      Object.assign(issuer, { givesRefreshTokens, ended: true });
      await issuer.installOn(page);
      await page.goto(`${server.url}/#/t/${thread.id}`);
      await page.getByRole('button', { name: 'Sign in' }).click();
      const composer = page.getByRole('textbox', { name: /^Message to/ });
      await composer.fill('Half a thought');
      const banner = page.getByRole('alert').filter({ hasText: 'Your session has ended.' });
      await expect(banner).toBeVisible({ timeout: 20_000 });
      await expect(page.locator('.connection')).toHaveAttribute('data-state', 'refused');
      await banner.getByRole('button', { name: 'Sign in again' }).click();
      await expect(page.locator('.connection')).toHaveAttribute('data-state', 'connected');
      await expect(composer).toHaveValue('Half a thought');
      await context.close();
    });
  }

  test('a page that is opened after the session has ended leads to signing in', async ({
    browser,
    server,
    api,
    alice,
  }) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const issuer = new FakeIssuer(api, server.url, alice, 1);
    issuer.givesRefreshTokens = false;
    await issuer.installOn(page);
    await page.goto(server.url);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.locator('.connection')).toHaveAttribute('data-state', 'refused');
    await page.reload();
    await expect.poll(() => issuer.visits).toBe(2);
    await context.close();
  });

  test('another tab of the browser is signed in without a prompt, and signed out together with the first', async ({
    browser,
    server,
    api,
    alice,
    thread,
  }) => {
    const context = await browser.newContext();
    const issuer = new FakeIssuer(api, server.url, alice, 60);
    await issuer.installOn(context);
    const first = await context.newPage();
    await first.goto(server.url);
    await first.getByRole('button', { name: 'Sign in' }).click();
    await expect(first.locator('.connection')).toHaveAttribute('data-state', 'connected');

    const second = await context.newPage();
    await second.goto(`${server.url}/#/t/${thread.id}`);
    await expect(second.getByRole('textbox', { name: 'Message to Bob Tanaka' })).toBeVisible();
    expect(await second.evaluate(() => JSON.stringify(localStorage))).not.toMatch(/token|refresh/);
    await second.goBack();
    expect(second.url()).toBe('about:blank');
    await second.goForward();
    await expect(second.locator('.connection')).toHaveAttribute('data-state', 'connected');

    await first.getByRole('button', { name: /^Account of/ }).click();
    await first.getByRole('button', { name: 'Sign out' }).click();
    for (const page of [first, second]) {
      await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
      expect(page.url()).toBe(`${server.url}/`);
    }
    await second.reload();
    await expect(second.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
    await context.close();
  });

  test('a tab that was suspended while its user signed out elsewhere is signed out when it resumes', async ({
    browser,
    server,
    api,
    alice,
  }) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await new FakeIssuer(api, server.url, alice, 60).installOn(page);
    await page.goto(server.url);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.locator('.connection')).toHaveAttribute('data-state', 'connected');
    await page.evaluate(() => localStorage.setItem('chat.signed-in', ''));
    await page.reload();
    await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
    await context.close();
  });
});
