import { test as base, type Browser, type BrowserContextOptions, type Page } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Thread, User } from '../../../protocol/objects.ts';
import { Api } from './api.ts';
import { ChatPage } from './chat-page.ts';
import { Server } from './server.ts';

interface WorkerFixtures {
  server: Server;
}

interface TestFixtures {
  api: Api;
  /** Two users that only this test uses. */
  alice: User;
  bob: User;
  /** A conversation of the two users. */
  thread: Thread;
  /** Opens the page as a user, in a new browser context. Errors of the page fail the test. */
  open: (user: User, options?: OpenOptions) => Promise<ChatPage>;
}

export interface OpenOptions {
  threadId?: string;
  context?: BrowserContextOptions;
  /** Opens a second tab in the browser context of this page. */
  beside?: ChatPage;
}

/** Where pushes may go to. Nobody is there. */
export const pushHost = '127.0.0.1:9';

let lastPair = 0;

export const test = base.extend<TestFixtures, WorkerFixtures>({
  server: [
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'chat-browser-test-'));
      const server = await new Server({
        DATA_DIR: folder,
        CHAT_THREAD_LIMIT: 'off',
        LOCAL_PUSH_HOSTS: pushHost,
      }).start();
      await use(server);
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  api: async ({ server }, use) => use(new Api(server.url)),
  alice: async ({}, use, { workerIndex }) =>
    use({ id: `alice-${workerIndex}-${(lastPair += 1)}`, username: 'Alice Miller' }),
  bob: async ({ alice }, use) => use({ id: alice.id.replace('alice', 'bob'), username: 'Bob Tanaka' }),
  thread: async ({ api, alice, bob }, use) => use(await api.createThread(alice, bob, 'Landing page for a bakery')),
  open: async ({ browser, server }, use) => {
    const faults: string[] = [];
    const pages: Page[] = [];
    await use(async (user, options = {}) => {
      const page = await signedInPage(browser, user, options);
      pages.push(page);
      watchForFaults(page, faults);
      await page.goto(
        `${server.url}/${options.threadId === undefined ? '' : `#/t/${encodeURIComponent(options.threadId)}`}`,
      );
      return new ChatPage(page);
    });
    for (const page of pages) await page.context().close();
    if (faults.length > 0) throw new Error(`faults of the page:\n${faults.join('\n')}`);
  },
});

export { expect } from '@playwright/test';

/**
 * A signed-in page that is not opened yet. Unlike with `open`, its errors do not fail the test, and the caller closes
 * the browser context.
 */
export async function signedInPage(
  browser: Browser,
  user: User,
  { context: options, beside }: OpenOptions = {},
): Promise<Page> {
  if (beside !== undefined) return beside.page.context().newPage();
  const context = await browser.newContext(options);
  await context.addInitScript((saved) => sessionStorage.setItem('chat.dev.user', saved), JSON.stringify(user));
  return context.newPage();
}

/** An exception, a warning of React, or a violation of the Content-Security-Policy. */
function watchForFaults(page: Page, faults: string[]): void {
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !isOfNetwork(message.text())) faults.push(message.text());
  });
}

/** Chromium logs each failed request, and tests disconnect the network on purpose. */
function isOfNetwork(text: string): boolean {
  return /net::ERR_|Failed to load resource|WebSocket connection to/.test(text);
}
