import { expect, test } from './support/fixtures.ts';

test('keys of an input method neither send a message nor end an edit', async ({ open, alice, thread }) => {
  const a = await open(alice, { threadId: thread.id });
  await a.write('Stored');
  await expect(a.mark('Stored', 'sent')).toBeVisible();
  // As Safari reports the key that has ended a composition.
  const press = (key: string) => ({ key, keyCode: 229, isComposing: false });
  await a.composer.fill('こんにちは');
  await a.composer.dispatchEvent('keydown', press('Enter'));
  await expect(a.composer).toHaveValue('こんにちは');
  await a.composer.fill('');
  await a.act('Stored', 'Edit');
  await a.editing.fill('Stored 保存');
  await a.editing.dispatchEvent('keydown', press('Enter'));
  await a.editing.dispatchEvent('keydown', press('Escape'));
  await expect(a.editing).toHaveValue('Stored 保存');
  await a.editing.press('Escape');
  await expect(a.editing).toHaveCount(0);
  await expect(a.messages.locator('.bubble')).toHaveCount(1);
});

test('a device that is 20 minutes fast offers Edit, and one that travels shows the time of the place', async ({
  open,
  alice,
  thread,
}) => {
  // A time zone of the context could not be changed later.
  const a = await open(alice, { context: { timezoneId: undefined } });
  await a.page.addInitScript(() => {
    const now = Date.now;
    Date.now = () => now() + 20 * 60_000;
  });
  await a.page.goto(`${a.page.url().split('#')[0]}#/t/${encodeURIComponent(thread.id)}`);
  await a.page.reload();
  await a.write('Editable');
  await expect(a.mark('Editable', 'sent')).toBeVisible();
  await a.act('Editable', 'Edit');
  await expect(a.editing).toBeFocused();
  await a.page.keyboard.press('Escape');

  const time = a.line('Editable').locator('time').first();
  const shownIn = async (timeZone: string) =>
    new Date((await time.getAttribute('datetime')) ?? '').toLocaleTimeString('en-GB', {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
    });
  const device = await a.page.context().newCDPSession(a.page);
  for (const timezoneId of ['Europe/Berlin', 'Asia/Tokyo']) {
    await device.send('Emulation.setTimezoneOverride', { timezoneId });
    await a.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await expect(time).toHaveText(await shownIn(timezoneId));
  }
});
