import type { WebSocketRoute } from '@playwright/test';
import type { User } from '../../protocol/objects.ts';
import type { ChatPage } from './support/chat-page.ts';
import { expect, test } from './support/fixtures.ts';

/** Lets a test send frames to the page as if they came from the server. Has to be called before the page connects. */
async function interceptSocket(chat: ChatPage): Promise<(frames: unknown[]) => void> {
  const sockets: WebSocketRoute[] = [];
  await chat.page.routeWebSocket(/\/ws/, (socket) => {
    socket.connectToServer();
    sockets.push(socket);
  });
  await chat.page.reload();
  await chat.expectConnected();
  return (frames) => frames.forEach((frame) => sockets.at(-1)!.send(JSON.stringify(frame)));
}

/** Notes from now on how long tasks block the page. The returned function returns the longest, in milliseconds. */
async function watchLongTasks(chat: ChatPage): Promise<() => Promise<number>> {
  await chat.page.evaluate(() => {
    const noted = Object.assign(window, { longestTaskMs: 0 });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) noted.longestTaskMs = Math.max(noted.longestTaskMs, duration);
    }).observe({ type: 'longtask' });
  });
  return () => chat.page.evaluate(() => (window as unknown as { longestTaskMs: number }).longestTaskMs);
}

/** Counts the links that the page parses. The returned function returns their number since its last call. */
async function countParsedLinks(chat: ChatPage): Promise<() => Promise<number>> {
  await chat.page.evaluate(() => {
    const counter = Object.assign(window, { parsedLinks: 0 });
    const parse = URL.parse.bind(URL);
    URL.parse = (...args) => {
      counter.parsedLinks += 1;
      return parse(...args);
    };
  });
  return async () => {
    // Two frames, so that rendering that is due has happened.
    await chat.page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
    return chat.page.evaluate(() => {
      const counter = window as unknown as { parsedLinks: number };
      const count = counter.parsedLinks;
      counter.parsedLinks = 0;
      return count;
    });
  };
}

const typing = (user: User, threadId: string, event: string) => ({
  event,
  data: { thread_id: threadId, user_id: user.id, user: user.username },
});

const texts = {
  'brackets after links': `https://a.b/${')'.repeat(1_150)}`,
  'many links': 'https://a.b/ '.repeat(300),
  'stacked marks': `a${'\u0310'.repeat(3_900)}`,
  'one long word': 'x'.repeat(4_000),
  'mixed directions': '\u05d0a\u202e1\u2067'.repeat(600),
  'many lines': 'x\n'.repeat(1_900),
};

for (const [name, text] of Object.entries(texts)) {
  test(`thirty messages with ${name} and a flood of typing: the page stays usable`, async ({
    open,
    api,
    alice,
    bob,
    thread,
  }) => {
    test.slow();
    const a = await open(alice, { threadId: thread.id });
    const inject = await interceptSocket(a);
    const longestTask = await watchLongTasks(a);
    await expect(a.composer).toBeVisible();
    const message = await api.send(bob, thread.id, text);
    await expect(a.messages.locator('.bubble')).toHaveCount(1);
    inject(
      Array.from({ length: 29 }, (_, index) => {
        const seq = message.seq + 1 + index;
        return { event: 'new_message', data: { ...message, id: `m-${seq}`, seq } };
      }),
    );
    const newest = a.messages.locator(`[data-seq="${message.seq + 29}"]`);
    await expect(async () => {
      await a.scroller.evaluate((element) => element.scrollTo(0, element.scrollHeight));
      await expect(newest).toBeVisible({ timeout: 500 });
    }).toPass();
    const parsedLinks = await countParsedLinks(a);
    // A list that has been scrolled renders a last row some frames later.
    const isSettled = async () => {
      for (let look = 0; look < 10; look += 1) if ((await parsedLinks()) !== 0) return false;
      return true;
    };
    await expect.poll(isSettled).toBe(true);
    inject(
      Array.from({ length: 500 }, (_, index) =>
        typing(bob, thread.id, index % 3 === 2 ? 'typing_stop' : 'typing_start'),
      ),
    );
    inject([typing(bob, thread.id, 'typing_start')]);
    await expect(a.typing).toHaveText(/Bob Tanaka is typing/);
    expect(await parsedLinks()).toBe(0);
    await a.composer.fill('still here');
    await expect(a.composer).toHaveValue('still here');
    test.info().annotations.push({ type: 'longest task', description: `${await longestTask()} ms` });
  });
}

test('direction marks in names, titles and texts do not reorder the page around them', async ({ open, api, alice }) => {
  const mallory = { id: `${alice.id}-m`, username: 'Evil\u202e' };
  const { id } = await api.createThread(alice, mallory, 'Logo\u2067');
  await api.send(mallory, id, 'Read \u202ethis');
  const a = await open(alice, { threadId: id });
  await expect(a.page.getByRole('heading', { name: 'Evil', exact: true })).toBeVisible();
  await expect(a.line('Read this')).toBeVisible();
  await expect(a.page.getByText('This is where your conversation with Evil begins.')).toBeVisible();
  const marks = await a.page.evaluate(() => /[\u202a-\u202e\u2066-\u2069]/u.test(document.documentElement.outerHTML));
  expect(marks).toBe(false);
});

test('a link shows the real host, and leads there', async ({ open, api, alice, bob, thread }) => {
  await api.send(bob, thread.id, 'Look: https://pаypal.com/login');
  const a = await open(alice, { threadId: thread.id });
  const link = a.messages.getByRole('link', { name: 'https://xn--pypal-4ve.com/login' });
  await expect(link).toHaveAttribute('href', 'https://xn--pypal-4ve.com/login');
  await expect(a.messages.locator('.bubble')).not.toContainText('pаypal');
});

// By its style: whether marks really stack depends on the fonts of the device.
test('a bubble clips what would paint outside it, and names have few marks', async ({ open, api, alice }) => {
  const marks = '\u0310'.repeat(60);
  const mallory = { id: `${alice.id}-m`, username: `Z${marks}` };
  const { id } = await api.createThread(alice, mallory, 'Logo');
  await api.send(mallory, id, `Z${marks}`);
  const a = await open(alice, { threadId: id });
  await expect(a.page.getByRole('heading', { name: `Z${marks.slice(0, 4)}`, exact: true })).toBeVisible();
  const bubble = a.messages.locator('.bubble').first();
  await expect(bubble).toHaveCSS('overflow-x', 'clip');
  await expect(bubble).toHaveCSS('overflow-y', 'clip');
});

test('a flood of new conversations is shown, and breaks nothing', async ({ open, alice, bob, thread }) => {
  const a = await open(alice);
  const inject = await interceptSocket(a);
  await expect(a.conversation(/Bob Tanaka/)).toBeVisible();
  inject(
    Array.from({ length: 1_000 }, (_, index) => {
      const job = { id: `j-${index}`, title: `Offer ${index}` };
      const flooded = { ...thread, id: `t-${index}`, client: { ...bob, username: 'Mallory' }, job, unread_count: 1 };
      const at = new Date(Date.now() + index).toISOString();
      return { event: 'thread_updated', data: { thread: { ...flooded, last_message_at: at } } };
    }),
  );
  await expect(a.conversation(/Mallory, Offer 999/)).toBeVisible();
  await expect(a.page).toHaveTitle(/^\(99\+\) .*Messages$/);
});
