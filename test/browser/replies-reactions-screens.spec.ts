import AxeBuilder from '@axe-core/playwright';
import { devices } from '@playwright/test';
import type { ChatPage } from './support/chat-page.ts';
import { expect, test } from './support/fixtures.ts';

const { defaultBrowserType: _browser, ...phone } = devices['Pixel 7'];

async function expectAccessible(chat: ChatPage): Promise<void> {
  await chat.expectSettled();
  const { violations } = await new AxeBuilder({ page: chat.page }).include('#conversation').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)).toEqual([]);
}

const replyBar = (chat: ChatPage) => chat.page.locator('.reply-bar');
const chip = (chat: ChatPage, text: string, name: RegExp | string) =>
  chat.line(text).getByRole('button', { name, exact: typeof name === 'string' });

for (const [name, context] of Object.entries({
  'desktop, light': { colorScheme: 'light' },
  'desktop, dark': { colorScheme: 'dark' },
  'phone, light': { ...phone, colorScheme: 'light' },
  'phone, dark': { ...phone, colorScheme: 'dark' },
} as const)) {
  test(`axe finds no violations in replies, reactions and the picker: ${name}`, async ({
    open,
    api,
    alice,
    bob,
    thread,
  }, testInfo) => {
    await api.send(bob, thread.id, 'Could you send me the logo as a vector file, and the fonts that you have used?');
    const picture = (of: string) => testInfo.outputPath(`${of}.png`);
    const reply = (user: typeof alice, content: string, seq: number) =>
      api.as(user, 'POST', `/threads/${thread.id}/messages/`, { content, reply_to: seq });
    await reply(alice, 'Of course. Here they are, all of them.', 1);
    await reply(bob, 'Thanks', 2);
    await api.send(alice, thread.id, '🎉🚀');
    await api.marketplaceEvent({
      event_id: `${thread.id}-paid`.slice(-100),
      event: 'payment_completed',
      thread_id: thread.id,
      metadata: { payment_id: 'P-9', amount: '480.00', currency: 'EUR' },
    });
    for (const [user, seq, emoji] of [
      [alice, 1, '👍'],
      [bob, 2, '❤️'],
      [alice, 2, '❤️'],
      [bob, 4, '😂'],
      [alice, 5, '🎉'],
    ] as const)
      await api.as(user, 'PUT', `/threads/${thread.id}/messages/${seq}/reactions/${encodeURIComponent(emoji)}/`);
    const a = await open(alice, { context, threadId: thread.id });
    await a.expectConnected();
    await expect(chip(a, '480.00', '🎉 by You')).toBeVisible();
    const bubble = a.line('Could you send').first().locator('.bubble');
    if ('hasTouch' in context) await a.longPress(bubble);
    else {
      await bubble.hover();
      await a.line('Could you send').first().getByRole('button', { name: 'Message actions' }).click();
    }
    const menu = a.page.locator('.menu:popover-open');
    await expect(menu).toBeVisible();
    await expectAccessible(a);
    await a.page.screenshot({ path: picture('menu') });
    await menu.getByRole('button', { name: 'More reactions' }).click();
    await expect(a.page.getByRole('button', { name: 'rocket, launch' })).toBeVisible();
    await expectAccessible(a);
    await a.page.screenshot({ path: picture('picker') });
    await a.page.keyboard.press('Escape');
    await a
      .line('Could you send')
      .first()
      .getByRole('button', { name: 'Message actions' })
      .evaluate((button: HTMLElement) => button.click());
    await menu.getByRole('button', { name: 'Reply' }).click();
    await expect(replyBar(a)).toBeVisible();
    await expectAccessible(a);
    await a.page.screenshot({ path: picture('reply') });
  });
}

test('on a phone a swipe to the right replies, and one up or down scrolls', async ({
  open,
  api,
  alice,
  bob,
  thread,
}) => {
  await api.send(bob, thread.id, 'Swipe me');
  const a = await open(alice, { context: phone, threadId: thread.id });
  await expect(a.line('Swipe me')).toBeVisible();
  const { x, y } = (await a.line('Swipe me').locator('.bubble').boundingBox())!;
  const touch = await a.page.context().newCDPSession(a.page);
  const drag = async (toX: number, toY: number) => {
    const from = { x: x + 30, y: y + 15 };
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [from] });
    for (const part of [0.25, 0.5, 0.75, 1])
      await touch.send('Input.dispatchTouchEvent', {
        type: 'touchMove',
        touchPoints: [{ x: from.x + toX * part, y: from.y + toY * part }],
      });
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  };
  await drag(10, -120);
  await drag(30, 0);
  await expect(replyBar(a)).toHaveCount(0);
  await drag(120, 0);
  await expect(replyBar(a)).toContainText('Swipe me');
});
