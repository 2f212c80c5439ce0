import type { Page } from '@playwright/test';
import type { Brand } from '../../web/components/brand/brand.ts';
import { brandSourcesOf } from '../../web/page/config/content-security-policy.ts';
import { expectAccessible } from './support/accessible.ts';
import { ChatPage } from './support/chat-page.ts';
import { expect, signedInPage, test } from './support/fixtures.ts';

const square = `<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8" fill="#0b6e4f"/></svg>`;
const brand: Brand = {
  name: 'Kiosk',
  logo: `data:image/svg+xml;base64,${Buffer.from(square).toString('base64')}`,
  colors: {
    accent: '#0b6e4f',
    surface: { light: '#fffdf7', dark: '#10201a' },
    text: { light: '#1d2a24', dark: '#eaf4ee' },
  },
  radius: 4,
  font: 'Kiosk Sans, serif',
  fontUrl: 'https://fonts.example.com/kiosk.woff2',
};

/** Gives the page a brand, and the Content-Security-Policy of a stage with that brand. */
async function withBrand(page: Page, shown: Brand): Promise<void> {
  await page.route('**/config.json', async (route) => {
    const config = (await (await route.fetch()).json()) as object;
    await route.fulfill({ json: { ...config, brand: shown } });
  });
  await page.route(/\/$/, async (route) => {
    const response = await route.fetch();
    const policy = response.headers()['content-security-policy'];
    const [fonts] = brandSourcesOf(shown).fonts;
    const headers = { ...response.headers(), 'content-security-policy': `${policy}; font-src ${fonts ?? "'none'"}` };
    await route.fulfill({ response, headers });
  });
}

const colorOf = (page: Page, selector: string) =>
  page.locator(selector).evaluate((element) => getComputedStyle(element).backgroundColor);

test('a brand of three colours is shown in light and dark, and axe finds no violations', async ({
  browser,
  server,
  api,
  alice,
  bob,
  thread,
}, testInfo) => {
  await api.send(bob, thread.id, 'Could you send me the logo? It is at https://example.com/logo');
  await api.send(alice, thread.id, 'Of course, here it is: https://example.com/logo', 1);
  await api.pay(thread.id);
  await api.react(alice, thread.id, 1, '🎉');
  const page = await signedInPage(browser, alice, { context: { colorScheme: 'light' } });
  const errors: string[] = [];
  page.on(
    'console',
    (message) => message.type() === 'error' && !message.text().includes('net::ERR_') && errors.push(message.text()),
  );
  await withBrand(page, brand);
  const font = page.waitForRequest(brand.fontUrl!);
  await page.route(brand.fontUrl!, (route) => route.abort());
  await page.goto(`${server.url}/#/t/${thread.id}`);
  const a = new ChatPage(page);
  await expect(a.mark('Of course', 'sent')).toBeVisible();
  await font;
  await expect(page).toHaveTitle('Bob Tanaka – Kiosk');
  await expect(page.locator('.sidebar-title')).toHaveText('Kiosk');
  await expect(page.locator('.brand-logo')).toHaveJSProperty('naturalWidth', 8);
  for (const [scheme, surface] of [
    ['light', 'rgb(255, 253, 247)'],
    ['dark', 'rgb(16, 32, 26)'],
  ] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await a.openActions('Of course');
    await expect(a.menu).toBeVisible();
    expect(await colorOf(page, '#conversation')).toBe(surface);
    await expectAccessible(page);
    await page.screenshot({ path: testInfo.outputPath(`${scheme}.png`) });
    await page.keyboard.press('Escape');
  }
  expect(errors).toEqual([]);

  await page.unrouteAll();
  await withBrand(page, { name: 'Kiosk', colors: { text: '#cccccc' } });
  await page.reload();
  await expect(page.locator('.sidebar-title')).toHaveText('Messages');
  expect(errors).toEqual([expect.stringMatching(/^The chat does not use this brand: colors\.text in light: #cccccc/)]);
  await page.context().close();
});
