import type { Page } from '@playwright/test';
import { german } from '../../web/components/words/german.ts';
import { expectAccessible } from './support/accessible.ts';
import type { Api } from './support/api.ts';
import { expect, signedInPage, test } from './support/fixtures.ts';
import { phone } from './support/phone.ts';
import { markDictionary, unmarkedTexts } from './support/pseudo.ts';
import type { Thread, User } from '../../protocol/objects.ts';

interface Talk {
  api: Api;
  alice: User;
  bob: User;
  thread: Thread;
}

const said = ['Could you send me the logo?', 'Of course, here it is: 3 files.', 'شكرًا جزيلًا، هذا رائع!'];

async function talk({ api, alice, bob, thread }: Talk): Promise<void> {
  await api.marketplaceEvent({ event_id: `${thread.id}-hire`.slice(-100), event: 'hire', thread_id: thread.id });
  await api.send(alice, thread.id, said[0]!);
  await api.send(bob, thread.id, said[1]!, 2);
  await api.send(alice, thread.id, said[2]!);
  await api.pay(thread.id);
  await api.react(alice, thread.id, 3, '🎉');
}

test('a reader whose browser is German reads German, and chooses Arabic, which runs from right to left', async ({
  open,
  api,
  alice,
  bob,
  thread,
}, testInfo) => {
  const picture = async (page: Page, name: string) => page.screenshot({ path: testInfo.outputPath(`${name}.png`) });
  await talk({ api, alice, bob, thread });
  const { page } = await open(alice, { threadId: thread.id, context: { locale: 'de-DE' } });
  const root = page.locator('html');
  await expect(root).toHaveAttribute('lang', 'de-DE');
  await expect(page.getByText('Sie haben den Freelancer beauftragt.')).toBeVisible();
  await expect(page.getByText('480,00 €', { exact: true })).toBeVisible();
  await expect(page.getByText('Zahlung abgeschlossen: 480,00 €')).toBeVisible();
  await page.getByRole('textbox', { name: 'Nachricht an Bob Tanaka' }).fill('Danke');
  await expectAccessible(page);
  await picture(page, 'german');

  await page.getByRole('button', { name: 'Konto von Alice Miller' }).click();
  await page.getByRole('combobox', { name: 'Sprache' }).selectOption({ label: 'العربية' });
  await expect(root).toHaveAttribute('dir', 'rtl');
  await expect(page.getByRole('button', { name: 'حساب Alice Miller' })).toBeFocused();
  await expect(page.getByRole('textbox', { name: 'رسالة إلى Bob Tanaka' })).toHaveText('Danke');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('combobox', { name: 'اللغة' })).toBeVisible();
  await picture(page, 'arabic-menu');
  await page.keyboard.press('Escape');
  const [inbox, main] = [await page.locator('.inbox').boundingBox(), await page.locator('#conversation').boundingBox()];
  expect(inbox!.x).toBeGreaterThan(main!.x);
  const [own, others] = await Promise.all(
    said.slice(0, 2).map((text) => page.locator('.bubble').filter({ hasText: text }).first().boundingBox()),
  );
  expect(own!.x).toBeLessThan(others!.x);
  await expectAccessible(page);
  await picture(page, 'arabic');

  await page.setViewportSize(phone.viewport!);
  await page.reload();
  await expect(root).toHaveAttribute('dir', 'rtl');
  await expect(page.getByText(said[2]!).last()).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await picture(page, 'arabic-phone');
});

test('every text on the screens comes from the dictionary or from a user', async ({
  browser,
  server,
  api,
  alice,
  bob,
  thread,
}) => {
  await talk({ api, alice, bob, thread });
  const page = await signedInPage(browser, alice, { context: { locale: 'de-DE' } });
  await markDictionary(page);
  const expectMarked = async (screen: string) => {
    const ofUsers = [
      ...said,
      'Landing page for a bakery',
      'Alice Miller',
      'Bob Tanaka',
      'AM',
      'BT',
      'a.txt',
      'P-9',
      'Heute',
    ];
    expect(await unmarkedTexts(page, ofUsers), screen).toEqual([]);
  };
  const button = (name: string) => page.getByRole('button', { name }).first();
  const escape = () => page.keyboard.press('Escape');

  await page.goto(server.url);
  await expect(page.locator('.thread').first()).toBeVisible();
  await expectMarked('the inbox');
  await button(german.inbox.newConversation).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectMarked('a new conversation');
  await escape();
  await button(german.signIn.account('Alice Miller')).click();
  await expectMarked('the account');
  await button(german.shortcuts.open).click();
  await expectMarked('the shortcuts');
  await escape();

  await page.locator('.thread').first().click();
  await expect(page.getByText(said[0]!).last()).toBeVisible();
  await expectMarked('a conversation');
  await button(german.conversation.menu).click();
  await expectMarked('the menu of a conversation');
  for (const action of [german.own.mute, german.own.block('Bob Tanaka'), german.own.remove]) {
    await page.locator('.menu:popover-open').getByRole('button', { name: action }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectMarked(action);
    await escape();
    await button(german.conversation.menu).click();
  }
  await escape();

  const line = page.locator('.bubble').filter({ hasText: said[0]! }).first();
  const openActions = async () => {
    await line.hover();
    await page.locator('[data-seq="2"]').getByRole('button', { name: german.message.actions }).click();
  };
  const choose = async (action: string) => {
    await openActions();
    await page.locator('.menu:popover-open').getByRole('button', { name: action }).click();
  };
  await openActions();
  await expectMarked('the menu of a message');
  await button(german.reactions.more).click();
  await expect(page.getByPlaceholder(german.reactions.search)).toBeVisible();
  await expectMarked('the picker of emojis');
  await escape();
  for (const action of [german.message.info, german.message.delete]) {
    await choose(action);
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectMarked(action);
    await escape();
  }
  await choose(german.message.edit);
  await expectMarked('an edited message');
  await escape();
  await choose(german.message.reply);
  await expectMarked('a reply');
  await page.keyboard.press('Control+f');
  await page.getByRole('searchbox', { name: german.search.inThis }).fill('logo');
  await expect(page.locator('mark')).toHaveCount(1);
  await expectMarked('a search');
  await escape();

  await page
    .locator('input[type="file"]')
    .setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('a') });
  await expect(page.getByText(german.files.uploaded)).toBeVisible();
  await expectMarked('a file to send');
  await button(german.files.remove('a.txt')).click();
  await button(german.voice.record).click();
  await expect(page.getByText(german.voice.recording)).toBeVisible();
  await expectMarked('a voice message');
  await button(german.voice.discard).click();
  await button(german.inbox.actions('Bob Tanaka')).click();
  await page.locator('.menu:popover-open').getByRole('button', { name: german.own.archive }).click();
  await expect(page.getByText(german.own.archived)).toBeVisible();
  await expectMarked('an archived conversation');
  await button(german.own.undo).click();

  await page.context().setOffline(true);
  await page.getByRole('textbox', { name: german.composer.label('Bob Tanaka') }).fill(said[1]!);
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-mark="sending"]')).toBeVisible();
  await expectMarked('offline');
  await api.as(bob, 'PATCH', `/threads/${thread.id}/`, { is_active: false });
  await page.context().setOffline(false);
  await expect(page.locator('[data-mark="failed"]')).toBeVisible();
  await expect(page.getByText(german.conversation.closedBy('Bob Tanaka'))).toBeVisible();
  await expectMarked('a closed conversation');
  await button(german.signIn.account('Alice Miller')).click();
  await button(german.signIn.signOut).click();
  await expectMarked('signing out');
  await button(german.signOut.discard).click();
  await expect(page.getByText(german.signIn.title)).toBeVisible();
  await expectMarked('signing in');
  await page.context().close();
});
