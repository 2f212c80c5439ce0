import type { User } from '../../protocol/objects.ts';
import type { Api } from './support/api.ts';
import { expect, test } from './support/fixtures.ts';
import { phone } from './support/phone.ts';

/** Enough conversations to scroll through. */
async function fillInbox(api: Api, alice: User, bob: User, count = 12): Promise<void> {
  for (let index = 0; index < count; index += 1)
    await api.createThread(alice, bob, `Job ${String(index).padStart(2, '0')}`);
}

test('on a phone one pane is visible at a time, and nothing is wider than the screen', async ({
  open,
  api,
  alice,
  bob,
  thread,
}) => {
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
  const bubble = a.line('From my phone').locator('.bubble');
  await bubble.tap();
  await expect(a.menu).toHaveCount(0);
  await a.longPress(bubble);
  await expect(a.menu).toBeVisible();
  const [from, to] = [(await bubble.boundingBox())!, (await a.menu.boundingBox())!];
  expect(Math.min(Math.abs(to.y - from.y - from.height), Math.abs(from.y - to.y - to.height))).toBeLessThan(10);
  await a.page.getByRole('button', { name: 'Delete' }).tap();
  await a.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).tap();
  await expect(a.line('This message was deleted')).toBeVisible();

  await a.page.getByRole('link', { name: 'Back to all conversations' }).tap();
  await expect(a.conversation(/Bob Tanaka/)).toBeVisible();
  await a.page.goForward();
  await expect(a.composer).toBeVisible();
});

test('the inbox keeps its scroll position after a conversation was opened and left', async ({
  open,
  api,
  alice,
  bob,
}) => {
  await fillInbox(api, alice, bob, 45);
  const a = await open(alice, { context: phone });
  await expect(a.page.locator('.thread').first()).toBeVisible();
  const inbox = a.page.locator('.inbox');
  await inbox.evaluate((element) => element.scrollTo(0, 2_000));
  await expect(a.conversation(/Job 17/)).toBeInViewport();
  await a.conversation(/Job 17/).tap();
  await expect(a.composer).toBeVisible();
  await a.page.getByRole('link', { name: 'Back to all conversations' }).tap();
  await expect(a.conversation(/Job 17/)).toBeInViewport();
  expect(await inbox.evaluate((element) => element.scrollTop)).toBe(2_000);
});

for (const fontPx of [16, 24, 32]) {
  test(`with a text size of ${fontPx} px no row of the inbox overlaps another`, async ({ open, api, alice, bob }) => {
    await fillInbox(api, alice, bob);
    const a = await open(alice, { context: phone });
    await expect(a.page.locator('.thread').first()).toBeVisible();
    await a.page.evaluate((px) => (document.documentElement.style.fontSize = `${px}px`), fontPx);
    const room = () =>
      a.page.locator('.thread').evaluateAll((threads) =>
        threads.map((thread, index) => ({
          spill: Math.max(0, thread.scrollHeight - thread.clientHeight),
          overlap: Math.max(
            0,
            thread.getBoundingClientRect().bottom - (threads[index + 1]?.getBoundingClientRect().top ?? Infinity),
          ),
        })),
      );
    await expect.poll(async () => (await room()).filter(({ spill, overlap }) => spill > 0 || overlap > 0)).toEqual([]);
    await a.conversation(/Job 11/).tap();
    const composer = a.page.locator('.composer textarea');
    await expect(composer).toBeVisible();
    expect(await composer.evaluate((field) => field.scrollHeight - field.clientHeight)).toBeLessThanOrEqual(0);
  });
}

test('the focus moves into the conversation, and back to its row of the inbox', async ({ open, api, alice, bob }) => {
  await fillInbox(api, alice, bob);
  const a = await open(alice, { context: phone });
  await a.conversation(/Job 05/).tap();
  await expect(a.page.getByRole('heading', { name: 'Bob Tanaka' })).toBeFocused();
  await a.page.getByRole('link', { name: 'Back to all conversations' }).tap();
  await expect(a.conversation(/Job 05/)).toBeFocused();
});

test('touch targets are large enough, and a message is not discarded by accident', async ({
  open,
  api,
  alice,
  thread,
}) => {
  const a = await open(alice, { context: phone });
  const tooSmall = (place: string) =>
    a.page
      .locator(place)
      .filter({ visible: true })
      .evaluateAll((controls) =>
        controls
          .map((control) => ({
            name: control.getAttribute('aria-label') ?? control.textContent,
            box: control.getBoundingClientRect(),
          }))
          .filter(({ box }) => box.height < 44 || box.width < 44)
          .map(({ name, box }) => `${name}: ${box.width} × ${box.height}`),
      );
  await expect(a.conversation(/Bob Tanaka/)).toBeVisible();
  expect(await tooSmall('.sidebar button')).toEqual([]);
  await a.conversation(/Bob Tanaka/).tap();
  await expect(a.composer).toBeVisible();
  await a.expectConnected();
  await a.page.context().setOffline(true);
  await a.write('Refused');
  expect(await tooSmall('button, .back')).toEqual([]);
  await api.as(alice, 'PATCH', `/threads/${thread.id}/`, { is_active: false });
  await a.page.context().setOffline(false);
  await expect(a.mark('Refused', 'failed')).toBeVisible();
  await expect(a.page.getByRole('button', { name: 'Reopen' })).toBeVisible();
  expect(await tooSmall('button, .back')).toEqual([]);

  await a.line('Refused').getByRole('button', { name: 'Discard' }).tap();
  const question = a.page.getByRole('dialog', { name: 'Discard this message?' });
  await question.getByRole('button', { name: 'Cancel' }).tap();
  await expect(a.line('Refused')).toBeVisible();
  await a.line('Refused').getByRole('button', { name: 'Discard' }).tap();
  await question.getByRole('button', { name: 'Discard' }).tap();
  await expect(a.line('Refused')).toHaveCount(0);
});

test('a long name and a long search are shortened or wrapped, not hidden', async ({ open, api, alice, bob }) => {
  const other = { id: bob.id, username: 'Maximiliane Wolfeschlegelsteinhausenbergerdorff the Younger' };
  const thread = await api.createThread(alice, other);
  const a = await open(alice, { threadId: thread.id, context: phone });
  await a.expectConnected();
  const b = await open(other, { threadId: thread.id });
  await b.expectConnected();
  await expect(a.page.getByText('Here now')).toBeVisible();
  await b.composer.pressSequentially('I am writing', { delay: 20 });
  await expect(a.typing).toContainText('Maximiliane');
  expect(await a.typing.evaluate((line) => line.scrollHeight - line.clientHeight)).toBeLessThanOrEqual(0);

  await a.page.getByRole('link', { name: 'Back to all conversations' }).tap();
  await a.page.getByRole('searchbox').fill('x'.repeat(120));
  const note = a.page.getByText('No person or job found for');
  await expect(note).toBeVisible();
  expect(await note.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
});

test('going back to the inbox adds no entry to the history of the browser', async ({ open, alice, thread }) => {
  const a = await open(alice, { context: phone });
  const entries = () => a.page.evaluate(() => history.length);
  const back = a.page.getByRole('link', { name: 'Back to all conversations' });
  await a.conversation(/Bob Tanaka/).tap();
  await back.tap();
  await expect(a.conversation(/Bob Tanaka/)).toBeVisible();
  const before = await entries();
  await a.conversation(/Bob Tanaka/).tap();
  await back.tap();
  await expect(a.conversation(/Bob Tanaka/)).toBeVisible();
  expect(await entries()).toBe(before);

  const linked = await open(alice, { context: phone, threadId: thread.id });
  await expect(linked.composer).toBeVisible();
  const atStart = await linked.page.evaluate(() => history.length);
  await linked.page.getByRole('link', { name: 'Back to all conversations' }).tap();
  await expect(linked.conversation(/Bob Tanaka/)).toBeVisible();
  expect(await linked.page.evaluate(() => history.length)).toBe(atStart);
});

test('on a phone Enter starts a new line, and Ctrl + Enter sends, in the composer and in an edit', async ({
  open,
  api,
  alice,
  thread,
}) => {
  const a = await open(alice, { context: phone, threadId: thread.id });
  await a.composer.pressSequentially('one');
  await a.composer.press('Enter');
  await a.composer.pressSequentially('two');
  await expect(a.composer).toHaveValue('one\ntwo');
  await a.page.getByRole('button', { name: 'Send' }).tap();
  await expect(a.mark('one', 'sent')).toBeVisible();
  expect((await api.messages(alice, thread.id)).map(({ content }) => content)).toEqual(['one\ntwo']);
  await a
    .line('one')
    .locator('.message-actions')
    .evaluate((button: HTMLElement) => button.click());
  await a.page.getByRole('button', { name: 'Edit', exact: true }).tap();
  await a.editing.press('Enter');
  await a.editing.pressSequentially('three');
  await a.page.getByRole('button', { name: 'Save' }).tap();
  await expect(a.line('three')).toContainText('edited');
  expect((await api.messages(alice, thread.id)).map(({ content }) => content)).toEqual(['one\ntwo\nthree']);

  await a.composer.fill('four');
  await a.composer.press('Control+Enter');
  await expect(a.mark('four', 'sent')).toBeVisible();
  await a
    .line('four')
    .locator('.message-actions')
    .evaluate((button: HTMLElement) => button.click());
  await a.page.getByRole('button', { name: 'Edit', exact: true }).tap();
  await a.editing.pressSequentially(' five');
  await a.editing.press('Control+Enter');
  await expect(a.line('four five')).toContainText('edited');
});
