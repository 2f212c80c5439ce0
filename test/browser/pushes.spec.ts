import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessible.ts';
import { expect, test } from './support/fixtures.ts';
import { phone } from './support/phone.ts';
import { clickLast, deliver, letPush, recordingWorker } from './support/push-browser.ts';

const openMenu = (page: Page) => page.getByRole('button', { name: /^Account of/ }).click();
const choice = (page: Page) => page.getByRole('checkbox', { name: 'Also when this page is closed' });

test('pushes are switched on, shown, opened by a click, closed when read, and end with signing out (NT-1, NT-2)', async ({
  open,
  api,
  alice,
  bob,
  thread,
}) => {
  const a = await open(alice);
  await letPush(a.page);
  await a.page.reload();
  expect(await a.page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
  await openMenu(a.page);
  await choice(a.page).click();
  await expect(choice(a.page)).toBeChecked();
  await expectAccessible(a.page);
  await a.page.keyboard.press('Escape');

  const { seq } = await api.send(bob, thread.id, 'Are you there?');
  const worker = await recordingWorker(a.page.context());
  const push = { kind: 'message', thread_id: thread.id, seq, title: 'Bob Tanaka', body: 'New message' } as const;
  await deliver(a.page, { ...push, count: 2, unread_total: 2 });
  await deliver(a.page, 'not JSON');
  const shown = () => worker.evaluate(() => (globalThis as unknown as Window).shownByWorker);
  await expect.poll(shown).toHaveLength(2);
  expect(await shown()).toMatchObject([
    { title: 'Bob Tanaka (2)', body: 'New message', tag: thread.id, data: { threadId: thread.id, seq } },
    { title: 'New message' },
  ]);
  await worker.evaluate(() => (globalThis as unknown as Window).shownByWorker.pop());
  await a.page.evaluate((one) => (window.shownHere = [one]), (await shown())[0]!);
  await clickLast(worker);
  await expect(a.line('Are you there?')).toBeVisible();
  await expect.poll(() => a.page.evaluate(() => window.shownHere.length)).toBe(0);

  await a.page.reload();
  await openMenu(a.page);
  await expect(choice(a.page)).toBeChecked();
  const ended = a.page.waitForResponse((response) => response.request().method() === 'DELETE');
  await a.page.getByRole('button', { name: 'Sign out', exact: true }).click();
  expect((await ended).status()).toBe(204);
  await expect(a.page.getByRole('heading', { name: 'Welcome' })).toBeVisible();
  expect(await a.page.evaluate(() => localStorage.getItem('chat.push'))).toBeNull();
});

test('by keyboard, on a dark phone: quiet hours are set, kept, and taken back (NT-6)', async ({ open, api, alice }) => {
  const a = await open(alice, { context: { ...phone, colorScheme: 'dark' } });
  const dialog = a.page.getByRole('dialog', { name: 'Quiet hours' });
  const openQuiet = async () => {
    await openMenu(a.page);
    await a.page.getByRole('button', { name: 'Quiet hours…' }).focus();
    await a.page.keyboard.press('Enter');
  };
  await openQuiet();
  const isOn = dialog.getByRole('checkbox', { name: 'Use quiet hours every day' });
  await isOn.focus();
  await a.page.keyboard.press('Space');
  await expect(dialog.getByLabel('Time zone')).toHaveValue('Europe/Berlin');
  await dialog.getByLabel('To', { exact: true }).fill('22:00');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeVisible();
  await dialog.getByLabel('To', { exact: true }).fill('06:30');
  await expectAccessible(a.page, '.dialog');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(a.page.getByText('Quiet hours saved')).toBeVisible();
  const hours = { from: '22:00', to: '06:30', time_zone: 'Europe/Berlin' };
  expect(await api.as(alice, 'GET', '/me/preferences/')).toEqual({ quiet_hours: hours });
  await openQuiet();
  await expect(dialog.getByLabel('To', { exact: true })).toHaveValue('06:30');
  await isOn.uncheck();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toHaveCount(0);
  expect(await api.as(alice, 'GET', '/me/preferences/')).toEqual({ quiet_hours: null });
});

test('a stage without notifications shows nothing of them', async ({ open, alice, thread }) => {
  const a = await open(alice, { threadId: thread.id });
  await letPush(a.page);
  await a.page.route('**/config.json', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ json: { ...(await response.json()), notifications: false } });
  });
  await a.page.reload();
  await openMenu(a.page);
  await expect(a.page.getByRole('button', { name: 'Sign out' })).toBeVisible();
  await expect(choice(a.page)).toHaveCount(0);
  await expect(a.page.getByRole('button', { name: 'Quiet hours…' })).toHaveCount(0);
});
