import { ChatPage } from './support/chat-page.ts';
import { startExample, visit } from './support/example.ts';
import { expect, test } from './support/fixtures.ts';

test('in an app with a router the chat has addresses, one connection under StrictMode, and ends with the user', async ({
  browser,
  server,
  api,
  alice,
  bob,
  thread,
}) => {
  await api.send(bob, thread.id, 'Hello from the marketplace');
  const example = await startExample('react-router', server.url);
  const { page, faults, openSockets } = await visit(browser, example, alice);
  const chat = new ChatPage(page);
  await page.goto(example.url);
  // As the site's framework of styles might have them.
  await page.addStyleTag({ content: '.row, .card, .thread, .bubble, .scroller { display: none !important }' });
  await page.getByRole('link', { name: 'Messages (1)' }).click();
  await chat.conversation(/Bob Tanaka/).click();
  await expect(page).toHaveURL(`${example.url}/messages/${thread.id}`);
  await expect(chat.line('Hello from the marketplace')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Messages', exact: true })).toBeVisible();
  await chat.write('Hello from the site');
  await expect(chat.mark('Hello from the site', 'sent')).toBeVisible();
  expect(openSockets()).toBe(1);
  await page.screenshot({ path: test.info().outputPath('messages.png') });

  await page.goBack();
  await expect(chat.composer).toHaveCount(0);
  await page.goForward();
  await expect(chat.line('Hello from the site')).toBeVisible();

  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect.poll(openSockets).toBe(0);
  await page.getByLabel('User').fill(bob.id);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(chat.line('Hello from the site')).toBeVisible();
  await expect(chat.mark('Hello from the site', 'sent')).toHaveCount(0);
  expect(openSockets()).toBe(1);
  expect(faults).toEqual([]);
  await page.context().close();
  await example.close();
});
