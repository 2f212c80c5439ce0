import { devices, type BrowserContextOptions } from '@playwright/test';
import { join } from 'node:path';
import { writeTalk } from './support/demo-data.ts';
import { alice, talks } from './support/demo-talks.ts';
import { test } from './support/engine.ts';
import { expect } from './support/fixtures.ts';
import { Seeder } from './support/seed.ts';
import type { ChatPage } from './support/chat-page.ts';

const folder = join(import.meta.dirname, '../../docs/screenshots');
const desk: BrowserContextOptions = { viewport: { width: 1200, height: 760 }, deviceScaleFactor: 1.5 };
const phone: BrowserContextOptions = { ...devices['Pixel 7'], deviceScaleFactor: 2 };
const bob = talks[0]!.freelancer;

test.describe.configure({ mode: 'serial' });

async function take(chat: ChatPage, name: string): Promise<void> {
  await chat.expectSettled();
  await chat.page.screenshot({ path: join(folder, `${name}.png`) });
}

test('the inbox', async ({ api, engine, open }) => {
  await api.token(alice);
  const { store } = await Seeder.open(engine.endpoint);
  for (const talk of talks) await writeTalk(store, talk);
  const chat = await open(alice, { context: desk });
  await expect(chat.page.locator('.thread')).toHaveCount(talks.length);
  await chat.expectConnected();
  await take(chat, 'inbox');
});

test('a conversation', async ({ open }) => {
  const chat = await open(alice, { context: desk, threadId: 'bakery' });
  await open(bob, { threadId: 'bakery' });
  await expect(chat.page.getByText('Here now')).toBeVisible();
  await take(chat, 'conversation');
});

test('dark, with the other user typing', async ({ open }) => {
  const chat = await open(alice, { context: { ...desk, colorScheme: 'dark' }, threadId: 'bakery' });
  const other = await open(bob, { threadId: 'bakery' });
  await expect(chat.page.getByText('Here now')).toBeVisible();
  await other.composer.pressSequentially('Glad you');
  await expect(chat.typing).toContainText('Bob Tanaka is typing');
  await take(chat, 'dark');
});

test('on a phone', async ({ open }) => {
  const chat = await open(alice, { context: phone });
  await expect(chat.page.locator('.thread').first()).toBeVisible();
  await chat.expectConnected();
  await take(chat, 'phone-inbox');
  await chat.conversation(/Bob Tanaka/).tap();
  await expect(chat.line('That is exactly what I meant')).toBeVisible();
  await take(chat, 'phone');
});

test('offline', async ({ open }) => {
  const chat = await open(alice, { context: desk, threadId: 'bakery' });
  await expect(chat.line('That is exactly what I meant')).toBeVisible();
  await chat.page.context().setOffline(true);
  await chat.write('I am on the train now, so this may take a moment.');
  await chat.write('I will look at the menu page tonight.');
  await expect(chat.mark('the menu page', 'sending')).toBeVisible();
  await take(chat, 'offline');
});

test('an error', async ({ open, api }) => {
  const chat = await open(alice, { context: desk, threadId: 'bakery' });
  await expect(chat.line('That is exactly what I meant')).toBeVisible();
  await chat.page.context().setOffline(true);
  await chat.write('One more thing: could you add the map?');
  await api.as(bob, 'PATCH', '/threads/bakery/', { is_active: false });
  await chat.page.context().setOffline(false);
  await expect(chat.mark('One more thing', 'failed')).toBeVisible();
  await take(chat, 'error');
});
