import { ChatPage } from './support/chat-page.ts';
import { startExample, visit } from './support/example.ts';
import { expect, test } from './support/fixtures.ts';

test('a server renders the page around the chat, which connects once the page is hydrated', async ({
  browser,
  server,
  api,
  alice,
  bob,
  thread,
}) => {
  await api.send(bob, thread.id, 'Hello from the marketplace');
  const example = await startExample('ssr', server.url);
  const address = `${example.url}/?thread=${thread.id}`;
  const html = await (await fetch(address, { headers: { cookie: `user=${alice.id}` } })).text();
  expect(html).toMatch(new RegExp(`<h1>Messages of .*${alice.id}.*class="marketplace-chat".*role="status"`, 's'));

  const { page, faults, openSockets } = await visit(browser, example, alice);
  const chat = new ChatPage(page);
  await page.goto(address);
  await expect(chat.line('Hello from the marketplace')).toBeVisible();
  await chat.write('Hello from the site');
  await expect(chat.mark('Hello from the site', 'sent')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).not.toContainText('unread');
  expect(openSockets()).toBe(1);
  await page.screenshot({ path: test.info().outputPath('conversation.png') });
  expect(faults).toEqual([]);
  await page.context().close();
  await example.close();
});
