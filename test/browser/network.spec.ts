import type { Message } from '../../protocol/objects.ts';
import { Server } from './support/server.ts';
import { expect, test } from './support/fixtures.ts';
import { kept } from './support/kept.ts';
import { phone } from './support/phone.ts';

const contents = (messages: Message[]) => messages.map((message) => message.content);
const numbered = (name: string, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `${name} ${String(from + index).padStart(2, '0')}`);

test.describe('whatever the network does', () => {
  test('going offline and online while both write: nothing is lost, duplicated or out of order', async ({
    open,
    api,
    alice,
    bob,
    thread,
  }) => {
    const a = await open(alice, { threadId: thread.id });
    const b = await open(bob, { threadId: thread.id });
    await a.expectConnected();
    await b.expectConnected();
    const context = a.page.context();

    for (const text of numbered('A', 1, 3)) await a.write(text);
    await context.setOffline(true);
    await expect(a.page.getByText('You are offline.')).toBeVisible();
    for (const text of numbered('A', 4, 6)) await a.write(text);
    for (const text of numbered('B', 1, 4)) await b.write(text);
    await expect(a.mark('A 06', 'sending')).toBeVisible();
    await context.setOffline(false);
    for (const text of numbered('A', 7, 8)) await a.write(text);
    for (const text of numbered('B', 5, 6)) await b.write(text);

    await expect(a.mark('A 08', 'sent').or(a.mark('A 08', 'read'))).toBeVisible();
    await expect(a.line('B 06')).toBeVisible();
    await expect(b.line('A 08')).toBeVisible();
    const stored = contents(await api.messages(alice, thread.id));
    expect(stored.filter((text) => text.startsWith('A'))).toEqual(numbered('A', 1, 8));
    expect(stored.filter((text) => text.startsWith('B'))).toEqual(numbered('B', 1, 6));
    await expect.poll(() => a.texts()).toEqual(stored);
    await expect.poll(() => b.texts()).toEqual(stored);
    await expect(a.page.getByText('You are offline.')).toHaveCount(0);
  });

  test('a reload sends unsent messages once', async ({ open, api, server, alice, thread }) => {
    const a = await open(alice, { threadId: thread.id });
    await a.expectConnected();
    await expect(a.composer).toBeVisible();
    server.freeze();
    const texts = numbered('Kept', 1, 3);
    for (const text of texts) await a.write(text);
    await expect(a.mark('Kept 03', 'sending')).toBeVisible();
    await expect.poll(() => kept(a.page)).toHaveLength(texts.length);
    const reloading = a.page.reload();
    server.thaw();
    await reloading;
    await expect(a.mark('Kept 03', 'sent')).toBeVisible();
    expect(contents(await api.messages(alice, thread.id))).toEqual(texts);
    await expect.poll(() => a.texts()).toEqual(texts);
  });

  test('the state of the connection is shown, with a retry button', async ({ open, alice }) => {
    const a = await open(alice);
    await a.expectConnected();
    await a.page.context().setOffline(true);
    const indicator = a.page.locator('.connection');
    await expect(indicator).toHaveAttribute('data-state', 'offline');
    await expect(indicator.getByRole('button', { name: 'Retry now' })).toBeVisible();
    await a.page.context().setOffline(false);
    await a.expectConnected();
  });
});

test('the server is killed and restarted while a message is in flight', async ({
  open,
  api,
  server,
  alice,
  bob,
  thread,
}) => {
  const a = await open(alice, { threadId: thread.id });
  const b = await open(bob, { threadId: thread.id });
  await a.write('Before the crash');
  await expect(b.line('Before the crash')).toBeVisible();
  server.freeze();
  await a.write('During the crash');
  await expect(a.mark('During the crash', 'sending')).toBeVisible();
  await server.kill();
  await expect(a.page.locator('.connection')).toHaveAttribute('data-state', /waiting|connecting/);
  await server.start();
  const retry = a.page.locator('.connection').getByRole('button', { name: 'Retry now' });
  await expect(a.mark('During the crash', 'sent').or(a.mark('During the crash', 'read')).or(retry)).toBeVisible();
  // The page may connect before the click, and the button is removed then.
  await retry.click({ timeout: 3_000 }).catch(() => undefined);
  await expect(b.line('During the crash')).toBeVisible({ timeout: 30_000 });
  await expect(a.mark('During the crash', 'sending')).toHaveCount(0);
  expect(contents(await api.messages(alice, thread.id))).toEqual(['Before the crash', 'During the crash']);
});

test('a lost connection is shown continuously until it is back, also inside a conversation on a phone', async ({
  open,
  server,
  alice,
  thread,
}) => {
  const a = await open(alice, { threadId: thread.id, context: phone });
  await expect(a.composer).toBeVisible();
  await a.page.context().setOffline(true);
  await expect(a.page.locator('.banner')).toContainText('You are offline.');
  await expect(a.page.locator('.banner').getByRole('button', { name: 'Retry now' })).toBeVisible();
  await a.page.context().setOffline(false);
  await expect(a.page.locator('.banner')).toHaveCount(0);

  await server.kill();
  const banner = a.page.locator('.banner');
  await expect(banner).toContainText('The connection was lost.');
  await a.page.evaluate(() => {
    const seen = { absences: 0, heights: new Set<number>() };
    const look = () => {
      const shown = document.querySelector<HTMLElement>('.banner');
      if (shown === null) seen.absences += 1;
      else seen.heights.add(shown.offsetHeight);
    };
    look();
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
    Object.assign(window, { seen });
  });
  const connection = a.page.locator('.connection');
  const cutConnections = await server.holdConnections();
  await banner.getByRole('button', { name: 'Retry now' }).tap();
  await expect(connection).toHaveAttribute('data-state', 'connecting');
  await cutConnections();
  await expect(connection).toHaveAttribute('data-state', 'waiting');
  const seen = () =>
    a.page.evaluate(() => {
      const { absences, heights } = (window as unknown as { seen: { absences: number; heights: Set<number> } }).seen;
      return { absences, heights: heights.size };
    });
  expect(await seen()).toEqual({ absences: 0, heights: 1 });
  await server.start();
  await expect(async () => {
    // The page may connect before the click.
    await banner
      .getByRole('button', { name: 'Retry now' })
      .tap({ timeout: 1_000 })
      .catch(() => undefined);
    await expect(banner).toHaveCount(0, { timeout: 2_000 });
  }).toPass();
  await a.write('Back again');
  await expect(a.mark('Back again', 'sent')).toBeVisible();
});

test('a server that never answers: a note at the message says that it is still being sent', async ({
  open,
  server,
  alice,
  thread,
}) => {
  const a = await open(alice, { threadId: thread.id });
  await a.expectConnected();
  await expect(a.composer).toBeVisible();
  await a.page.clock.install();
  server.freeze();
  await a.write('Hello?');
  await expect(a.mark('Hello?', 'sending')).toBeVisible();
  await expect(a.line('Hello?')).not.toContainText(/still being sent|will be sent/);
  await a.page.clock.fastForward(9_000);
  await expect(a.line('Hello?')).toContainText(/still being sent|will be sent/);
  server.thaw();
  await expect(a.mark('Hello?', 'sent')).toBeVisible();
  await expect(a.line('Hello?')).not.toContainText(/still being sent|will be sent/);
});

test.describe('tokens', () => {
  test('WS-6: a token is renewed before it expires, without any interruption', async ({
    open,
    server,
    api,
    alice,
    bob,
    thread,
  }) => {
    const tokens: string[] = [];
    const a = await open(alice);
    await a.page.route('**/dev/token', async (route) => {
      const body = { ...(route.request().postDataJSON() as object), expires_in: 4 };
      const response = await fetch(`${server.url}/dev/token`, { method: 'POST', body: JSON.stringify(body) });
      const { token } = (await response.json()) as { token: string };
      tokens.push(token);
      await route.fulfill({ json: { token } });
    });
    await a.page.goto(`${server.url}/?again#/t/${thread.id}`);
    await a.expectConnected();
    await expect.poll(() => tokens.length, { timeout: 20_000 }).toBeGreaterThan(3);
    await api.send(bob, thread.id, 'Still there?');
    await expect(a.line('Still there?')).toBeVisible();
    await a.write('Of course');
    await expect(a.mark('Of course', 'sent')).toBeVisible();
  });

  test('an expired session is shown, and leads to signing in', async ({ browser, server }) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(server.url);
    await page.getByRole('button', { name: 'Continue as Alice' }).click();
    await expect(page.locator('.connection')).toHaveAttribute('data-state', 'connected');
    await page.route('**/dev/token', (route) => route.fulfill({ json: { token: 'e30.e30.e30' } }));
    await page.reload();
    await expect(page.locator('.banner')).toContainText('Your session has ended.');
    await page.getByRole('button', { name: 'Sign in again' }).click();
    await expect(page.getByRole('button', { name: 'Continue as Alice' })).toBeVisible();
    await context.close();
  });
});

test('a server that cannot be reached at the start: the page says so, and retries on request', async ({ browser }) => {
  const server = await new Server().start();
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.route('**/config.json', (route) => route.abort());
  await page.goto(server.url);
  await expect(page.getByText('The chat cannot start')).toBeVisible();
  await page.unroute('**/config.json');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('button', { name: 'Continue as Alice' })).toBeVisible();
  await context.close();
  await server.stop();
});
