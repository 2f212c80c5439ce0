import type { Browser, Page } from '@playwright/test';
import { build } from 'esbuild';
import { join } from 'node:path';
import { findPython } from '../../bench/python.ts';
import { DjangoChat } from '../../bench/speed/django-chat.ts';
import { withChat } from '../../bench/speed/with-chat.ts';
import type { User } from '../../protocol/objects.ts';
import { expect, test } from './support/fixtures.ts';

/** A page of the old system, unchanged at either server (SIO-1, SIO-3, SIO-4). */

const entry = join(import.meta.dirname, '../../examples/old-frontend/main.tsx');

let script: Promise<string> | undefined;
async function bundle(): Promise<string> {
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, write: false, minify: true });
  return outputFiles[0]!.text;
}

/** The window in a browser context of its own, at an origin that neither server has. */
async function openWindow(browser: Browser, given: Record<string, string>): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  const body = `<!doctype html><title>old</title><div id="root"></div><script>${await (script ??= bundle())}</script>`;
  await page.route('http://localhost:8081/', (route) => route.fulfill({ contentType: 'text/html', body }));
  await page.goto(`http://localhost:8081/#${new URLSearchParams(given)}`);
  await expect(page.getByRole('status')).toHaveText('connected');
  return page;
}

const messages = (page: Page) => page.getByRole('list', { name: 'Messages' }).getByRole('listitem');

/** Two people see what was said, type, answer and read. */
async function talk(a: Page, b: Page, names: { a: string; b: string }): Promise<void> {
  await expect(messages(a).first()).toBeVisible();
  await b.getByLabel('Message', { exact: true }).fill('Is it done?');
  await expect(a.getByLabel('Typing')).toHaveText(`${names.b} is typing…`);
  await b.getByRole('button', { name: 'Send' }).click();
  await expect(messages(a).last()).toContainText(`${names.b} Is it done?`);
  await expect(a.getByLabel('Typing')).toHaveText('');
  await expect(messages(b).last()).toContainText('Read');
  await a.getByLabel('Message', { exact: true }).fill('Yes.');
  await a.getByLabel('Message', { exact: true }).press('Enter');
  await expect(messages(b).last()).toContainText(`${names.a} Yes.`);
}

test('a window of the old system at this chat', async ({ browser, server, api, alice, bob, thread }) => {
  await api.send(bob, thread.id, 'Hello');
  const windowOf = async (user: User) =>
    openWindow(browser, { url: server.url, path: '/socket.io', token: await api.token(user), thread: thread.id });
  const [a, b] = [await windowOf(alice), await windowOf(bob)];
  await talk(a, b, { a: alice.username, b: bob.username });
  for (const page of [a, b]) await page.context().close();
});

if (findPython() !== null)
  test('the same window at the old system', ({ browser }) =>
    withChat(DjangoChat.start, async (chat) => {
      const { tokens, threads } = await chat.give([{ client: 'ann', freelancer: 'bob', messages: 3, unread: 2 }]);
      const windowOf = (token = '') => openWindow(browser, { url: chat.server.url, token, thread: String(threads[0]) });
      const [a, b] = [await windowOf(tokens.ann), await windowOf(tokens.bob)];
      await talk(a, b, { a: 'ann', b: 'bob' });
      for (const page of [a, b]) await page.context().close();
    }));
