import { expect, signedInPage, test } from './support/fixtures.ts';

const internal = {
  status: 500,
  json: { type: 'about:blank', title: 'Internal error', status: 500, detail: 'at line 7', code: 'internal' },
};

test.describe('failures are shown where they happen, and can be retried', () => {
  test('the inbox', async ({ open, alice, thread }) => {
    const a = await open(alice);
    await a.page.route('**/api/chat/threads/?*', (route) => route.fulfill(internal));
    await a.page.reload();
    // Connecting loads the inbox again.
    await a.expectConnected();
    await expect(a.page.getByText('Your conversations could not be loaded.')).toBeVisible();
    await expect(a.page.getByText('Something went wrong on our side.')).toBeVisible();
    await a.page.unroute('**/api/chat/threads/?*');
    await a.page.getByRole('button', { name: 'Try again' }).click();
    await expect(a.conversation(/Landing page/)).toHaveAttribute('href', `#/thread/${encodeURIComponent(thread.id)}`);
  });

  test('a failed action on a conversation shows an alert that can be dismissed', async ({ open, alice, thread }) => {
    const a = await open(alice, { threadId: thread.id });
    await a.page.route(`**/api/chat/threads/${thread.id}/`, (route) => route.fulfill(internal));
    await a.page.getByRole('button', { name: 'More about this conversation' }).click();
    await a.page.getByRole('button', { name: 'Close conversation' }).click();
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
    await expect(dialog.getByRole('alert')).toContainText('The chat did not answer.');
    await a.page.unroute('**/api/chat/threads/');
    await dialog.getByRole('button', { name: 'Start conversation' }).click();
    await expect(a.composer).toBeVisible();
  });

  test('a part of the page that cannot be loaded shows that in its place, with a retry button', async ({
    browser,
    server,
  }) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.route('**/assets/DevSignIn-*.js', (route) => route.abort());
    await page.goto(server.url);
    await expect(page.getByRole('alert')).toContainText('This part of the page could not be loaded.');
    await expect(page.getByRole('heading', { name: 'Welcome' })).toBeVisible();
    const reloaded = page.waitForEvent('load');
    await page.getByRole('button', { name: 'Try again' }).click();
    await reloaded;
    await expect(page.getByRole('alert')).toBeVisible();
    await context.setOffline(true);
    await page.getByRole('button', { name: 'Try again' }).click();
    await context.setOffline(false);
    await expect(page.getByRole('heading', { name: 'Welcome' })).toBeVisible();
    await page.unroute('**/assets/DevSignIn-*.js');
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByRole('button', { name: 'Continue', exact: true })).toBeVisible();
    await context.close();
  });

  test('the code that resumes the session: the page says so, and retries on request', async ({
    browser,
    server,
    alice,
  }) => {
    const page = await signedInPage(browser, alice);
    await page.route('**/assets/dev-*.js', (route) => route.abort());
    await page.goto(server.url);
    await expect(page.getByRole('heading', { name: 'The chat cannot start' })).toBeVisible();
    await page.unroute('**/assets/dev-*.js');
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByText('No conversations yet')).toBeVisible();
    await page.context().close();
  });

  test('a new conversation without a network', async ({ open, alice, bob }) => {
    const a = await open(alice);
    await a.expectConnected();
    await a.page.getByRole('button', { name: 'New conversation' }).first().click();
    const dialog = a.page.getByRole('dialog');
    await expect(dialog.getByLabel('Who do you want to talk to?')).toBeVisible();
    await a.page.context().setOffline(true);
    await dialog.getByLabel('Who do you want to talk to?').fill(bob.id);
    await dialog.getByRole('button', { name: 'Start conversation' }).click();
    await expect(dialog.getByRole('alert')).toContainText('The chat did not answer.');
    await a.page.context().setOffline(false);
    await dialog.getByRole('button', { name: 'Start conversation' }).click();
    await expect(a.composer).toBeVisible();
  });

  test('an error of the page itself shows a text and a reload button, not a blank window', async ({
    browser,
    server,
    alice,
    thread,
  }) => {
    const page = await signedInPage(browser, alice);
    const me = { muted_until: null, pinned: false, archived: false, marked_unread: false, blocked: false };
    const nameless = { ...thread, me, client: null, freelancer: null };
    await page.route('**/api/chat/threads/?*', (route) =>
      route.fulfill({ json: { results: [nameless], next_cursor: null } }),
    );
    await page.goto(server.url);
    await expect(page.getByRole('heading', { name: 'Something went wrong' })).toBeVisible();
    await page.unroute('**/api/chat/threads/?*');
    await page.getByRole('button', { name: 'Reload' }).click();
    await expect(page.locator('.thread').first()).toBeVisible();
    await page.context().close();
  });

  test('a late edit shows the reason, and its text stays to be copied', async ({ open, alice, api, thread }) => {
    const a = await open(alice);
    await a.page.routeWebSocket('**/ws', (socket) => {
      const server = socket.connectToServer();
      socket.onMessage((text) => {
        const { action, request_id } = JSON.parse(String(text));
        const late = {
          event: 'error',
          request_id,
          data: { code: 'forbidden', message: 'the time to change the message is over' },
        };
        if (/^(edit|delete)_message$/.test(action)) socket.send(JSON.stringify(late));
        else server.send(text);
      });
    });
    await api.send(alice, thread.id, 'Said long ago');
    await a.page.reload();
    await a.conversation(/Landing page/).click();
    await a.act('Said long ago', 'Edit');
    await a.editing.fill('Said otherwise');
    await a.editing.press('Enter');
    await expect(a.page.getByText('This message can no longer be changed, because it is too old.')).toBeVisible();
    await expect(a.editing).toHaveValue('Said otherwise');
    await a.editing.press('Escape');
    await a.page.getByRole('button', { name: 'Dismiss' }).click();
    await a.act('Said long ago', 'Delete');
    await a.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expect(a.page.getByText('This message can no longer be changed, because it is too old.')).toBeVisible();
  });

  test('a browser that cannot save the outbox sends the message, and warns once', async ({
    browser,
    server,
    alice,
    thread,
  }) => {
    const page = await signedInPage(browser, alice);
    await page.addInitScript(() => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('The user denied permission.', 'SecurityError');
      };
    });
    await page.goto(`${server.url}/#/t/${thread.id}`);
    await page.getByRole('textbox', { name: /^Message to/ }).fill('Sent all the same');
    await page.keyboard.press('Enter');
    await expect(
      page.locator('.message-row').filter({ hasText: 'Sent all the same' }).locator('[data-mark="sent"]'),
    ).toBeVisible();
    await expect(page.getByRole('alert').filter({ hasText: 'went wrong' })).toHaveCount(0);
    await expect(page.getByText('This browser cannot save unsent messages')).toHaveCount(1);
    await page.context().close();
  });

  test('an invalid id shows the field and the reason', async ({ open, alice }) => {
    const a = await open(alice);
    await a.page.getByRole('button', { name: 'New conversation' }).first().click();
    const dialog = a.page.getByRole('dialog');
    const person = dialog.getByLabel('Who do you want to talk to?');
    await person.fill('x'.repeat(129));
    await dialog.getByRole('button', { name: 'Start conversation' }).click();
    await expect(dialog.getByRole('alert')).toHaveText('This id has 129 characters. At most 128 are allowed.');
    await expect(person).toHaveAttribute('aria-invalid', 'true');
    await person.fill('x\u007f');
    await dialog.getByRole('button', { name: 'Start conversation' }).click();
    await expect(dialog.getByRole('alert')).toHaveText(/^The id of the other person /);
  });

  test('an expired session shows no retry buttons and nothing that seems to load', async ({ open, alice, thread }) => {
    const a = await open(alice);
    await a.expectConnected();
    await a.page.route('**/dev/token', (route) => route.fulfill({ json: { token: 'not.a.token' } }));
    await a.page.goto(`${a.page.url().split('#')[0]}?again#/t/${thread.id}`);
    await expect(a.page.locator('.connection')).toHaveAttribute('data-state', 'refused');
    await expect(a.page.getByRole('button', { name: 'Sign in again' })).toBeVisible();
    await expect(a.page.getByRole('button', { name: 'Try again' })).toHaveCount(0);
    await expect(a.page.locator('.spinner')).toHaveCount(0);
    await expect(
      a.page.getByRole('region', { name: 'Conversation' }).getByText('Your session has ended.'),
    ).toBeVisible();
  });

  test('an empty conversation that cannot be loaded now does not seem to load', async ({ open, alice, thread }) => {
    const a = await open(alice);
    await expect(a.conversation(/Landing page/)).toBeVisible();
    await a.page.context().setOffline(true);
    await expect(a.page.getByText('You are offline.')).toBeVisible();
    await a.conversation(/Landing page/).click();
    expect(a.page.url()).toContain(thread.id);
    await expect(
      a.page
        .getByRole('region', { name: 'Conversation' })
        .getByText('The messages will appear once you are connected again.'),
    ).toBeVisible();
    await expect(a.page.getByText('Loading messages…')).toHaveCount(0);
    await a.page.context().setOffline(false);
    await expect(a.page.getByText('This is where your conversation with Bob Tanaka begins.')).toBeVisible();
  });
});
