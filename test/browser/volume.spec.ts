import type { Locator } from '@playwright/test';
import type { Engine } from 'cdk-app-emulator';
import { test } from './support/engine.ts';
import { expect } from './support/fixtures.ts';
import { Seeder } from './support/seed.ts';
import type { Server } from './support/server.ts';

const total = 10_000;
/** Half a line of text. A smaller movement within one frame of a scrolling list is not visible. */
const visibleJumpPx = 10;

/** Fills the table while the server is down, so that its stream does not process every change. */
async function seed(server: Server, engine: Engine, fill: (seeder: Seeder) => Promise<void>): Promise<void> {
  await server.stop();
  const seeder = await Seeder.open(engine.endpoint);
  await fill(seeder);
  await server.start();
}

const firstSeq = (rows: Locator) => rows.first().getAttribute('data-seq').then(Number);

/**
 * Watches every frame from now on. The returned function returns the largest movement of the visible messages against
 * the scroll direction within one frame, in pixels: a visible jump.
 */
async function watchForJumps(scroller: Locator): Promise<() => Promise<number>> {
  await scroller.evaluate((element) => {
    const { top: sightTop, bottom: sightBottom } = element.getBoundingClientRect();
    const positions = () => {
      const rows = [...element.querySelectorAll<HTMLElement>('[data-seq]')].map(
        (row) => [row.dataset.seq, row.getBoundingClientRect().top] as const,
      );
      return new Map(rows.filter(([, top]) => top >= sightTop && top <= sightBottom));
    };
    const worst = { px: 0 };
    let before = positions();
    const look = () => {
      const after = positions();
      for (const [seq, top] of after) worst.px = Math.max(worst.px, (before.get(seq) ?? top) - top);
      before = after;
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    Object.assign(window, { worstJump: worst });
  });
  return () => scroller.evaluate(() => (window as unknown as { worstJump: { px: number } }).worstJump.px);
}

/** Scrolls to the top as fast as possible. Each time the top is reached, the next page is loaded above it. */
async function scrollToTheBeginning(scroller: Locator): Promise<void> {
  await scroller.evaluate(async (element) => {
    while (element.querySelector('[data-seq="1"]') === null) {
      element.scrollTo(0, 0);
      await new Promise(requestAnimationFrame);
    }
  });
}

test('10,000 messages: opens at the newest, scrolls up without a jump, renders few rows, and jumps back', async ({
  open,
  api,
  alice,
  bob,
  thread,
  engine,
  server,
}) => {
  test.setTimeout(240_000);
  await seed(server, engine, (seeder) => seeder.fillThread(thread.id, total));
  await api.send(bob, thread.id, 'The newest one');
  await api.as(alice, 'POST', `/threads/${thread.id}/mark-read/`, {});
  const a = await open(alice, { threadId: thread.id });
  const rows = a.page.locator('[data-seq]');
  await expect(a.line('The newest one')).toBeInViewport();
  expect(await rows.count()).toBeLessThan(60);

  const worstJump = await watchForJumps(a.scroller);
  await a.scroller.hover();
  for (let turn = 0; turn < 40; turn += 1) await a.page.mouse.wheel(0, -1_200);
  await expect.poll(() => firstSeq(rows)).toBeLessThan(total - 200);
  expect(await worstJump()).toBeLessThan(visibleJumpPx);
  expect(await rows.count()).toBeLessThan(60);

  await scrollToTheBeginning(a.scroller);
  await expect(a.page.getByText('This is where your conversation with Bob Tanaka begins.')).toBeVisible();
  expect(await rows.count()).toBeLessThan(60);

  await a.page.getByRole('button', { name: 'Jump to the newest message' }).click();
  await expect(a.line('The newest one')).toBeInViewport();
  await a.write('Right at the end');
  await expect(a.mark('Right at the end', 'sent')).toBeInViewport();
});

test('a user who reads further up stays there when messages arrive, and sees their number', async ({
  open,
  api,
  alice,
  bob,
  thread,
  engine,
}) => {
  await (await Seeder.open(engine.endpoint)).fillThread(thread.id, 200);
  const a = await open(alice, { threadId: thread.id });
  await api.send(bob, thread.id, 'One more');
  await a.expectConnected();
  // The conversation scrolls to the first unread message once that has arrived.
  await expect(async () => {
    await a.scroller.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await expect(a.line('One more')).toBeInViewport({ timeout: 500 });
  }).toPass();
  await expect(a.page).toHaveTitle(/^[^(]*Messages$/);
  await a.scroller.hover();
  await a.page.mouse.wheel(0, -2_000);
  const jump = a.page.getByRole('button', { name: 'Jump to the newest message' });
  await expect(jump).toBeVisible();
  const before = await a.scroller.evaluate((element) => element.scrollTop);
  await api.send(bob, thread.id, 'Far below');
  await expect(jump).toContainText('1 new message');
  expect(Math.abs((await a.scroller.evaluate((element) => element.scrollTop)) - before)).toBeLessThan(2);
  await jump.click();
  await expect(a.line('Far below')).toBeInViewport();
  await expect(jump).toHaveCount(0);
  // The button that had the focus was removed.
  await expect(a.page.locator('.message-row:focus')).toContainText('Far below');
  await expect(a.page).toHaveTitle(/^[^(]*Messages$/);
});

test('1,000 conversations: few are rendered, all can be reached by scrolling and searching', async ({
  open,
  alice,
  engine,
  server,
}) => {
  test.setTimeout(180_000);
  await seed(server, engine, (seeder) => seeder.fillInbox(alice, 1_000));
  const a = await open(alice);
  const items = a.page.locator('.thread');
  await expect(items.first()).toBeVisible();
  expect(await items.count()).toBeLessThan(40);
  // Each row has a menu, which is rendered when it opens.
  await expect(a.page.locator('.menu-item')).toHaveCount(0);

  const inbox = a.page.locator('.inbox');
  await expect
    .poll(
      async () => {
        await inbox.evaluate((element) => element.scrollTo(0, element.scrollHeight));
        return inbox.evaluate((element) => Math.round(element.scrollHeight / 84));
      },
      { timeout: 120_000, intervals: [100] },
    )
    .toBe(1_000);
  expect(await items.count()).toBeLessThan(40);
  await a.page.getByRole('searchbox').fill('person 0777');
  await expect(items).toHaveCount(1);
  await expect(items).toContainText('Person 0777');
  await a.page.getByRole('searchbox').fill('nobody at all');
  await expect(a.page.getByText('No person or job found for “nobody at all”')).toBeVisible();
});

test('a search through 1,000 conversations ends, says how far it has come, and goes on when asked', async ({
  open,
  alice,
  engine,
  server,
}) => {
  test.setTimeout(120_000);
  await seed(server, engine, (seeder) => seeder.fillInbox(alice, 1_000));
  const a = await open(alice);
  await expect(a.page.locator('.thread').first()).toBeVisible();
  await a.page.getByRole('searchbox').fill('nobody at all');
  const note = a.page.getByText(/^Only your \d+ newest conversations searched so far\./);
  await expect(note).toContainText('550');
  await a.page.getByRole('button', { name: 'Search further' }).click();
  await expect(a.page.getByText('No person or job found for “nobody at all”')).toBeVisible();
  await a.page.getByRole('searchbox').fill('PÉRSON 0999');
  await expect(a.page.locator('.thread')).toHaveCount(1);
});

test('earlier messages that cannot be loaded show an error with a retry button', async ({
  open,
  alice,
  thread,
  engine,
}) => {
  await (await Seeder.open(engine.endpoint)).fillThread(thread.id, 200);
  const a = await open(alice);
  await a.page.route('**/messages/?*before_seq*', (route) => route.abort());
  await a.conversation(/Bob Tanaka/).click();
  await a.scroller.evaluate((element) => element.scrollTo(0, 0));
  await expect(a.page.getByText('Earlier messages could not be loaded.')).toBeVisible();
  await a.page.unroute('**/messages/?*before_seq*');
  await a.page.getByRole('button', { name: 'Try again' }).click();
  await expect(a.page.getByText('Earlier messages could not be loaded.')).toHaveCount(0);
  await scrollToTheBeginning(a.scroller);
  await expect(a.page.getByText('This is where your conversation with Bob Tanaka begins.')).toBeVisible();
});

test('an unfinished edit survives scrolling away and back, and does not take the focus again', async ({
  open,
  alice,
  thread,
  engine,
}) => {
  await (await Seeder.open(engine.endpoint)).fillThread(thread.id, 200);
  const a = await open(alice, { threadId: thread.id });
  await a.write('The price is 100');
  await expect(a.mark('The price is 100', 'sent')).toBeVisible();
  await a.act('The price is 100', 'Edit');
  await expect(a.editing).toBeFocused();
  await a.editing.fill('The price is 120, because');
  // To the top, wherever that is: whether earlier messages are loaded yet depends on the speed of the machine.
  await a.scroller.evaluate((element) => element.scrollTo(0, 0));
  await expect(a.editing).toHaveCount(0);
  await a.page.getByRole('button', { name: 'Jump to the newest message' }).click();
  await expect(a.editing).toHaveValue('The price is 120, because');
  await expect(a.editing).not.toBeFocused();
  await a.editing.press('Escape');
  await expect(a.line('The price is 100')).toBeVisible();
});
