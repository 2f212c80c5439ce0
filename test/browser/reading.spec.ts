import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessible.ts';
import { expect, test } from './support/fixtures.ts';

declare global {
  interface Window {
    alerts: string[];
  }
}

test('formatting is shown, copied as it was written, and its links are no tab stops before the composer', async ({
  open,
  api,
  alice,
  bob,
  thread,
}) => {
  const text = '*Price*: `120` _net_\n- one\n- https://a.example/x_y_z\n> so be it\n```\nconst a = 1;\n```';
  await api.send(bob, thread.id, `${text}\n<b>no</b>`);
  await api.send(bob, thread.id, 'Second of the burst');
  await api.send(bob, thread.id, 'Last of the burst');
  const a = await open(alice, {
    threadId: thread.id,
    context: { permissions: ['clipboard-read', 'clipboard-write'] },
  });
  const bubble = a.line('Price').locator('.bubble');
  await expect(bubble.locator('strong')).toHaveText('*Price*');
  await expect(bubble.locator('.text-code > code')).toHaveText('const a = 1;');
  await expect(bubble.getByText('<b>no</b>')).toBeVisible();
  await bubble.locator('.text').evaluate((element) => getSelection()?.selectAllChildren(element));
  await a.page.keyboard.press('ControlOrMeta+C');
  expect(await a.page.evaluate(() => navigator.clipboard.readText())).toBe(`${text}\n<b>no</b>`);
  await expectAccessible(a.page);

  // Time and tick stand at the last message of a burst.
  const width = (of: string) =>
    a
      .line(of)
      .locator('time')
      .first()
      .evaluate((time) => time.getBoundingClientRect().width);
  expect(await width('Last of the burst')).toBeGreaterThan(10);
  expect(await a.line('Second of the burst').locator('.bubble > .visually-hidden time').count()).toBe(1);

  const tabStops = () => a.messages.locator('a[href]:not([tabindex="-1"])').count();
  expect(await tabStops()).toBe(0);
  await a.messages.locator('[data-focusable]').last().focus();
  await a.page.keyboard.press('ArrowUp');
  await a.page.keyboard.press('ArrowUp');
  await expect(a.page.locator('.message-row:focus')).toContainText('Price');
  // The links of the message that the user has gone to can be reached.
  expect(await tabStops()).toBe(1);
});

test('shortcuts: search, the conversations above and below, and the list of all', async ({
  open,
  api,
  alice,
  bob,
  thread,
}) => {
  const newer = await api.createThread(alice, bob, 'A second job');
  await api.send(bob, newer.id, 'Newest');
  const a = await open(alice, { threadId: newer.id });
  await expect(a.page).toHaveTitle('Bob Tanaka – Messages');
  await a.composer.focus();
  await a.page.keyboard.press('Alt+ArrowDown');
  await expect(a.page).toHaveURL(new RegExp(`#/thread/${thread.id}$`));
  await a.page.keyboard.press('Alt+ArrowUp');
  await expect(a.page).toHaveURL(new RegExp(`#/thread/${newer.id}$`));
  // The conversation takes the focus once it is shown.
  await expect(a.line('Newest')).toBeVisible();
  await expect(a.composer).toBeFocused();
  await a.page.keyboard.press('Control+K');
  await expect(a.page.getByRole('searchbox')).toBeFocused();
  await a.page.keyboard.type('?');
  await expect(a.page.getByRole('searchbox')).toHaveValue('?');
  await a.page.keyboard.press('Escape');
  await a.messages.locator('[data-focusable]').last().focus();
  await a.page.keyboard.press('?');
  const dialog = a.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(dialog).toContainText('Ctrl+K');
  await expectAccessible(a.page);
  await a.page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
});

/** Records notifications and tones instead of showing and playing them. */
async function recordAlerts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.alerts = [];
    class Recorded extends EventTarget {
      static permission = 'granted';
      static requestPermission = () => Promise.resolve('granted');
      constructor(title: string, { body, silent }: NotificationOptions) {
        super();
        window.alerts.push(`${title}: ${body ?? ''}${silent ? ' (silent)' : ''}`);
      }
    }
    Object.assign(window, { Notification: Recorded });
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (when) {
      window.alerts.push('tone');
      start.call(this, when);
    };
  });
  await page.reload();
}

test('alerts: what is read makes none, other messages notify out of sight, and sound is a choice', async ({
  open,
  api,
  alice,
  bob,
  thread,
}) => {
  const a = await open(alice, { threadId: thread.id });
  await recordAlerts(a.page);
  const alerts = () => a.page.evaluate(() => window.alerts);
  await a.page.getByRole('button', { name: /^Account of/ }).click();
  await a.page.getByRole('checkbox', { name: 'Notify me while I look elsewhere' }).check();
  await expectAccessible(a.page);
  await a.page.keyboard.press('Escape');
  await api.send(bob, thread.id, 'Read at once');
  await expect(a.line('Read at once')).toBeVisible();
  await a.page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
    document.hasFocus = () => false;
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  });
  await api.send(bob, thread.id, 'Out of sight');
  await expect.poll(alerts).toEqual(['Bob Tanaka: Out of sight']);

  await a.page.getByRole('button', { name: /^Account of/ }).click();
  await a.page.getByRole('checkbox', { name: 'Play a sound' }).check();
  await api.send(bob, thread.id, 'With a sound');
  await expect.poll(alerts).toEqual(['Bob Tanaka: Out of sight', 'tone', 'tone', 'Bob Tanaka: With a sound (silent)']);
  await api.as(alice, 'PATCH', `/threads/${thread.id}/me/`, { muted_until: 'forever' });
  await api.send(bob, thread.id, 'Muted');
  await expect(a.line('Muted')).toBeVisible();
});
