import type { Page } from '@playwright/test';
import type { ChatPage } from './support/chat-page.ts';
import { test } from './support/engine.ts';
import { medianOf, record } from './support/figures.ts';
import { expect } from './support/fixtures.ts';
import { Seeder } from './support/seed.ts';

/** As long as somebody looks elsewhere. */
const idleMs = 60_000;
const ms = (value: number) => `${value.toFixed(0)} ms`;
const mb = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MB`;

/** The objects of the page's scripts, after all garbage is collected. */
async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize;
}

/** How long it takes from each key to the frame that shows what it does, by the page's own clock. */
async function keysToFrames(chat: ChatPage, keys: string[]): Promise<number[]> {
  await chat.page.evaluate(() => {
    const times: number[] = [];
    Object.assign(window, { times });
    addEventListener(
      'keydown',
      ({ timeStamp }) => requestAnimationFrame(() => setTimeout(() => times.push(performance.now() - timeStamp))),
      true,
    );
  });
  await chat.composer.focus();
  for (const key of keys) await chat.page.keyboard.press(key);
  await expect.poll(() => chat.page.evaluate(() => (window as never as { times: [] }).times.length)).toBe(keys.length);
  return chat.page.evaluate(() => (window as never as { times: number[] }).times);
}

/** From the click on a conversation to its newest message. */
async function clickToMessages(chat: ChatPage, name: RegExp, text: string): Promise<number> {
  await chat.conversation(name).evaluate((row) => {
    row.addEventListener('click', ({ timeStamp }) => Object.assign(window, { clickedAt: timeStamp }), { once: true });
  });
  const shown = chat.page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const look = () => {
          const { clickedAt } = window as never as { clickedAt?: number };
          const rows = [...document.querySelectorAll('.timeline [data-seq]')];
          if (clickedAt !== undefined && rows.some((row) => row.textContent?.includes(wanted))) {
            Object.assign(window, { clickedAt: undefined });
            resolve(performance.now() - clickedAt);
          } else requestAnimationFrame(look);
        };
        look();
      }),
    text,
  );
  await chat.conversation(name).click();
  return shown;
}

/** From Enter to the frame with the own message. */
async function enterToBubble(chat: ChatPage, text: string): Promise<number> {
  const shown = chat.page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        let at = 0;
        addEventListener('keydown', ({ timeStamp }) => (at = timeStamp), { capture: true, once: true });
        const look = () => {
          const bubbles = [...document.querySelectorAll('.timeline .bubble')];
          if (at > 0 && bubbles.some((bubble) => bubble.textContent?.includes(wanted))) resolve(performance.now() - at);
          else requestAnimationFrame(look);
        };
        look();
      }),
    text,
  );
  await chat.composer.press('Enter');
  return shown;
}

test('a conversation of 500 messages', async ({ open, api, alice, bob, thread, engine, server }) => {
  test.setTimeout(idleMs + 60_000);
  const other = await api.createThread(alice, { id: `${bob.id}-2`, username: 'Maria Oliveira' }, 'Mobile app');
  await server.stop();
  await (await Seeder.open(engine.endpoint)).fillThread(thread.id, 500);
  await server.start();
  await api.send(bob, thread.id, 'The newest one');
  await api.as(alice, 'POST', `/threads/${thread.id}/mark-read/`, {});
  await api.send(alice, other.id, 'An old answer');
  const chat = await open(alice);
  await expect(chat.conversation(/Maria/)).toBeVisible();
  const loads: number[] = [];
  for (let load = 0; load < 5; load += 1) {
    const from = performance.now();
    await chat.page.reload();
    await expect(chat.conversation(/Maria/)).toBeVisible();
    loads.push(performance.now() - from);
  }
  await chat.expectConnected();
  const first = await clickToMessages(chat, /Bob/, 'The newest one');
  const later: number[] = [];
  for (let turn = 0; turn < 10; turn += 1) {
    await clickToMessages(chat, /Maria/, 'An old answer');
    later.push(await clickToMessages(chat, /Bob/, 'The newest one'));
  }
  const typed = await keysToFrames(
    chat,
    [...'As fast as anybody can type it here'].map((key) => key.replace(' ', 'Space')),
  );
  const opened = await heapOf(chat.page);
  await chat.composer.fill('');
  const bubbles: number[] = [];
  for (let turn = 0; turn < 10; turn += 1) {
    await chat.composer.fill(`Answer ${turn}`);
    bubbles.push(await enterToBubble(chat, `Answer ${turn}`));
  }
  await chat.page.waitForTimeout(idleMs);
  record({
    'first load to the inbox, median of 5 reloads': ms(medianOf(loads)),
    'click to messages, 500 of them, the first time': ms(first),
    'click to messages, median of 10 more': ms(medianOf(later)),
    'Enter to bubble, median of 10': ms(medianOf(bubbles)),
    'a key in the composer to its frame, median and longest of 35': `${ms(medianOf(typed))}, ${ms(Math.max(...typed))}`,
    'scripts’ memory, the conversation just opened': mb(opened),
    'scripts’ memory after an idle minute': mb(await heapOf(chat.page)),
  });
});
