import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import type { User } from '../../protocol/objects.ts';
import { expectAccessible } from './support/accessible.ts';
import { ChatPage } from './support/chat-page.ts';
import { expect, test as base } from './support/fixtures.ts';
import { startSite, type Site } from './support/site.ts';

/** A site that allows scripts of itself and the chat, and no inline styles or scripts. */
const test = base.extend<{ site: Site }>({
  site: async ({ server, api, alice, bob }, use) => {
    const policy = [
      "default-src 'none'",
      `script-src 'self' ${server.url}`,
      "style-src 'self'",
      "img-src 'self' data: blob:",
      `connect-src 'self' ${server.url} ${server.url.replace('http', 'ws')}`,
    ].join('; ');
    const site = await startSite({ 'content-security-policy': policy }, async ({ pathname, searchParams }) => {
      const user = [alice, bob].find(({ id }) => id === searchParams.get('user'));
      if (pathname === '/token' && user !== undefined) return { type: 'text/plain', body: await api.token(user) };
      if (pathname === '/site.css') return { type: 'text/css', body: css };
      if (pathname === '/site.js') return { type: 'text/javascript', body: script };
      return pathname === '/' ? { type: 'text/html', body: html(server.url, searchParams) } : null;
    });
    await use(site);
    await site.close();
  },
});

const css = `
  body { margin: 1rem; display: grid; gap: 1rem; font-family: serif; color: #333; background: #fff; }
  main { display: flex; gap: 1rem; }
  marketplace-chat { flex: 1; border: 1px solid #ccc; }
  button, h2 { color: red; font-size: 40px; }
`;

const script = `
  const user = new URLSearchParams(location.search).get('user');
  const getToken = async () => (await fetch('/token?user=' + user)).text();
  window.heard = [];
  for (const element of document.querySelectorAll('marketplace-chat')) {
    for (const type of ['unread', 'open', 'close'])
      element.addEventListener(type, ({ detail }) => window.heard.push({ type, ...detail }));
    element.getToken = getToken;
  }
`;

const html = (chat: string, query: URLSearchParams) => `<!doctype html>
<html lang="en">
  <head>
    <title>A marketplace</title>
    <link rel="stylesheet" href="/site.css">
    <script type="module" src="/site.js"></script>
    <script type="module" src="${chat}/widget.js"></script>
  </head>
  <body>
    <header><h1>A marketplace</h1></header>
    <main>${query
      .getAll('show')
      .map((thread) => `<marketplace-chat url="${chat}" ${thread && `thread="${thread}"`}></marketplace-chat>`)
      .join('')}</main>
  </body>
</html>`;

/** Opens the site as a user, with a widget for each thread; `''` is the inbox. */
async function visit(browser: Browser, site: Site, user: User, show: string[], width: number) {
  const context = await browser.newContext({ viewport: { width, height: 760 } });
  const page = await context.newPage();
  const faults: string[] = [];
  const sockets: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('websocket', (socket) => sockets.push(socket.url()));
  const query = new URLSearchParams([['user', user.id], ...show.map((thread) => ['show', thread])]);
  await page.goto(`${site.url}/?${query}`);
  return { page, faults, sockets };
}

const heard = (page: Page) => page.evaluate(() => (window as unknown as { heard: { type: string }[] }).heard);

test('two people talk in a site of another origin, whose policy permits nothing inline', async ({
  browser,
  site,
  alice,
  bob,
  thread,
}) => {
  const alices = await visit(browser, site, alice, ['', thread.id], 1400);
  const bobs = await visit(browser, site, bob, [''], 400);
  const [inbox, conversation] = [
    alices.page.locator('marketplace-chat').nth(0),
    alices.page.locator('marketplace-chat').nth(1),
  ];
  const alicesChat = new ChatPage(alices.page);
  await alicesChat.write('Can you start on Monday?');
  await expect(inbox.getByText('Can you start on Monday?')).toBeVisible();

  await test.step('the inbox leads to the conversation, and back', async () => {
    await bobs.page.getByRole('button', { name: /^Alice Miller/ }).click();
    const bobsChat = new ChatPage(bobs.page);
    await expect(bobsChat.composer).toBeFocused();
    await bobsChat.write('Yes, gladly');
    await expect(conversation.getByRole('listitem').filter({ hasText: 'Yes, gladly' })).toBeVisible();
    await expectAccessible(bobs.page);
    await bobs.page.getByLabel('Back to all conversations').click();
    await expect(bobs.page.getByRole('button', { name: /^Alice Miller/ })).toBeFocused();
  });
  await expectAccessible(alices.page);
  expect(alices.sockets).toHaveLength(1);
  expect(await heard(bobs.page)).toEqual(
    expect.arrayContaining([
      { type: 'unread', count: 1 },
      { type: 'open', threadId: thread.id, seq: null },
      { type: 'unread', count: 0 },
      { type: 'close' },
    ]),
  );
  expect([...alices.faults, ...bobs.faults]).toEqual([]);
});

test('the lines of docs/embedding.md show a conversation', async ({ page, server, api, alice, thread }) => {
  const document = readFileSync(join(import.meta.dirname, '../../docs/embedding.md'), 'utf8');
  const [, lines = ''] = /```html\n([^`]+)```/.exec(document) ?? [];
  const body = lines.replaceAll('http://127.0.0.1:8006', server.url).replace('THREAD_ID', thread.id);
  const site = await startSite({}, async ({ pathname }) => {
    if (pathname === '/chat-token') return { type: 'text/plain', body: await api.token(alice) };
    return pathname === '/' ? { type: 'text/html', body } : null;
  });
  await page.goto(site.url);
  await new ChatPage(page).write('Five lines are enough');
  await expect(page.getByRole('listitem').filter({ hasText: 'Five lines are enough' })).toBeVisible();
  await site.close();
});
