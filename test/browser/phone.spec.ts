import { devices } from '@playwright/test';
import { expect, test } from './support/fixtures.ts';

const { defaultBrowserType: _browser, ...phone } = devices['Pixel 7'];

test('on a phone one thing is on screen at a time, and nothing is wider than it', async ({ open, api, alice, bob, thread }) => {
  await api.send(bob, thread.id, `A long word: ${'x'.repeat(300)}`);
  const a = await open(alice, { context: phone });
  const fits = () => a.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
  await expect(a.conversation(/Bob Tanaka/)).toBeVisible();
  await expect(a.composer).toHaveCount(0);
  expect(await fits()).toBe(true);

  await a.conversation(/Bob Tanaka/).tap();
  await expect(a.composer).toBeVisible();
  await expect(a.conversation(/Bob Tanaka/)).toBeHidden();
  await expect(a.line('A long word')).toBeVisible();
  expect(await fits()).toBe(true);

  await a.write('From my phone');
  await expect(a.mark('From my phone', 'sent')).toBeVisible();
  await a.line('From my phone').locator('.bubble').tap();
  await a.page.getByRole('button', { name: 'Delete' }).tap();
  await a.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).tap();
  await expect(a.line('This message was deleted')).toBeVisible();

  await a.page.getByRole('link', { name: 'Back to all conversations' }).tap();
  await expect(a.conversation(/Bob Tanaka/)).toBeVisible();
  await a.page.goBack();
  await expect(a.composer).toBeVisible();
});
