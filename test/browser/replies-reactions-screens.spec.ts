import { expectAccessible } from './support/accessible.ts';
import { expect, test } from './support/fixtures.ts';
import { phone } from './support/phone.ts';

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
    await api.send(alice, thread.id, 'Of course. Here they are, all of them.', 1);
    await api.send(bob, thread.id, 'Thanks', 2);
    await api.send(alice, thread.id, '🎉🚀');
    await api.pay(thread.id);
    for (const [user, seq, emoji] of [
      [alice, 1, '👍'],
      [bob, 2, '❤️'],
      [alice, 2, '❤️'],
      [bob, 4, '😂'],
      [alice, 5, '🎉'],
    ] as const)
      await api.react(user, thread.id, seq, emoji);
    const a = await open(alice, { context, threadId: thread.id });
    await a.expectConnected();
    await expect(a.reaction('480.00', '🎉 by You')).toBeVisible();
    const bubble = a.line('Could you send').first().locator('.bubble');
    if ('hasTouch' in context) await a.longPress(bubble);
    else {
      await bubble.hover();
      await a.line('Could you send').first().getByRole('button', { name: 'Message actions' }).click();
    }
    await expect(a.menu).toBeVisible();
    await expectAccessible(a.page, '#conversation');
    await a.page.screenshot({ path: picture('menu') });
    await a.menu.getByRole('button', { name: 'More reactions' }).click();
    await expect(a.page.getByRole('button', { name: 'rocket, launch' })).toBeVisible();
    await expectAccessible(a.page, '#conversation');
    await a.page.screenshot({ path: picture('picker') });
    await a.page.keyboard.press('Escape');
    await a
      .line('Could you send')
      .first()
      .getByRole('button', { name: 'Message actions' })
      .evaluate((button: HTMLElement) => button.click());
    await a.menu.getByRole('button', { name: 'Reply' }).click();
    await expect(a.replyBar).toBeVisible();
    await expectAccessible(a.page, '#conversation');
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
  await expect(a.replyBar).toHaveCount(0);
  await drag(120, 0);
  await expect(a.replyBar).toContainText('Swipe me');
});
