import { expect, test } from './support/fixtures.ts';

test.describe('replies', () => {
  test('a reply shows what it answers, as that now is, and leads there (RE-1)', async ({
    open,
    api,
    alice,
    bob,
    thread,
  }) => {
    await api.send(bob, thread.id, 'Shall it be blue?');
    for (let index = 0; index < 9; index += 1) await api.send(bob, thread.id, `Else ${index}\n${'line\n'.repeat(9)}`);
    const a = await open(alice, { threadId: thread.id });
    const b = await open(bob, { threadId: thread.id });
    await expect(a.line('Else 8')).toBeVisible();
    await a.scroller.evaluate((element) => element.scrollTo(0, 0));
    await a.act('Shall it be blue?', 'Reply');
    await expect(a.composer).toBeFocused();
    await expect(a.replyBar).toContainText('Reply to Bob Tanaka');
    await expect(a.replyBar).toContainText('Shall it be blue?');
    await a.write('Yes, please');
    await expect(a.replyBar).toHaveCount(0);
    await expect(b.line('Yes, please').getByRole('button', { name: /^In reply to You: Shall it/ })).toBeVisible();

    const quote = a.line('Yes, please').getByRole('button', { name: /^In reply to Bob Tanaka: Shall it/ });
    await quote.click();
    const original = a.messages.locator('[data-seq="1"]');
    await expect(original).toBeInViewport();
    await expect(original).toBeFocused();

    await api.as(bob, 'PATCH', `/threads/${thread.id}/messages/1/`, { content: 'Shall it be green?' });
    await expect(original).toContainText('green');
    await a.page.getByRole('button', { name: 'Jump to the newest message' }).click();
    await expect(a.line('Yes, please').locator('.quote')).toContainText('Shall it be green?');
    await api.as(bob, 'DELETE', `/threads/${thread.id}/messages/1/`);
    await expect(a.line('Yes, please').locator('.quote')).toContainText('This message was deleted');
    await expect(b.line('Yes, please').locator('.quote')).toContainText('This message was deleted');
  });

  test('Escape and a button give up a reply, and one to a deleted message is sent without', async ({
    open,
    api,
    alice,
    bob,
    thread,
  }) => {
    await api.send(bob, thread.id, 'A question');
    const a = await open(alice, { threadId: thread.id });
    await a.act('A question', 'Reply');
    await a.composer.fill('A draft');
    await a.composer.press('Escape');
    await expect(a.replyBar).toHaveCount(0);
    await expect(a.composer).toHaveValue('A draft');
    await a.act('A question', 'Reply');
    await a.page.getByRole('button', { name: 'Do not reply to this message' }).click();
    await expect(a.replyBar).toHaveCount(0);
    await expect(a.composer).toBeFocused();

    await a.act('A question', 'Reply');
    await api.as(bob, 'DELETE', `/threads/${thread.id}/messages/1/`);
    await expect(a.replyBar).toContainText('will be sent without a reply');
    await a.write('An answer to nothing');
    await expect(a.mark('An answer to nothing', 'sent')).toBeVisible();
    expect((await api.messages(alice, thread.id)).at(-1)).toMatchObject({ reply_to: null });
  });

  test('an edit does not overwrite one of another device unseen, and a reaction is not in its way (WS-13)', async ({
    open,
    api,
    alice,
    bob,
    thread,
  }) => {
    const a = await open(alice, { threadId: thread.id });
    await a.write('First');
    await expect(a.mark('First', 'sent')).toBeVisible();
    await a.act('First', 'Edit');
    await api.react(bob, thread.id, 1, '👍');
    await api.as(alice, 'PATCH', `/threads/${thread.id}/messages/1/`, { content: 'Of my phone' });
    await a.editing.fill('Of my desk');
    await a.editing.press('Enter');
    await expect(a.page.getByText('changed this message on another device')).toBeVisible();
    expect((await api.messages(alice, thread.id))[0]?.content).toBe('Of my phone');
    await a.editing.press('Enter');
    await expect(a.line('Of my desk')).toContainText('edited');
    await expect(a.line('Of my desk').locator('.reactions')).toBeVisible();
  });
});

test.describe('reactions', () => {
  test('both see who reacted, and a click on a reaction adds or takes back the own one (RE-2)', async ({
    open,
    alice,
    bob,
    thread,
  }) => {
    const a = await open(alice, { threadId: thread.id });
    const b = await open(bob, { threadId: thread.id });
    await a.write('It is done');
    await expect(b.line('It is done')).toBeVisible();
    await b.react('It is done', '👍');
    await expect(a.reaction('It is done', '👍 by Bob Tanaka')).toBeInViewport();
    await expect(b.reaction('It is done', '👍 by You')).toHaveAttribute('aria-pressed', 'true');
    await a.reaction('It is done', /^👍/).click();
    await expect(b.reaction('It is done', '👍 by You and Alice Miller')).toHaveText('👍2');
    await b.reaction('It is done', /^👍/).click();
    await expect(a.reaction('It is done', '👍 by You')).toBeVisible();
    await a.reaction('It is done', /^👍/).click();
    await expect(a.line('It is done').locator('.reactions')).toHaveCount(0);
    await expect(a.messages.locator('[data-seq="1"]')).toBeFocused();
  });

  test('many more emojis can be searched, and what was used is offered first', async ({
    open,
    api,
    alice,
    bob,
    thread,
  }) => {
    await api.send(bob, thread.id, 'We have launched');
    const a = await open(alice, { threadId: thread.id });
    await a.expectConnected();
    await a.openActions('We have launched');
    await a.menu.getByRole('button', { name: 'More reactions' }).click();
    const dialog = a.page.getByRole('dialog', { name: 'React to this message' });
    await expect(dialog.getByRole('searchbox')).toBeFocused();
    await a.page.keyboard.type('rock');
    await expect(dialog.getByRole('status')).toHaveText('1 emoji found');
    await a.page.keyboard.press('ArrowDown');
    await expect(dialog.getByRole('button', { name: 'rocket, launch' })).toBeFocused();
    await a.page.keyboard.press('Enter');
    await expect(dialog).toHaveCount(0);
    await expect(a.reaction('We have launched', '🚀 by You')).toBeVisible();

    await a.openActions('We have launched');
    await expect(a.menu.getByRole('group', { name: 'React' }).getByRole('button').first()).toHaveText('🚀');
  });

  test('a message of one to three emojis is large', async ({ open, api, alice, bob, thread }) => {
    await api.send(bob, thread.id, '👨‍👩‍👧 👍🏽🎉');
    await api.send(bob, thread.id, '👍👍👍👍');
    await api.send(bob, thread.id, '👍 fine');
    const a = await open(alice, { threadId: thread.id });
    await expect(a.messages.locator('.bubble')).toHaveCount(3);
    await expect(a.messages.locator('.bubble[data-large="true"]')).toHaveCount(1);
    await expect(a.line('👨‍👩‍👧').locator('[data-large="true"]')).toBeVisible();
  });
});

test('cards take replies and reactions, and a closed conversation offers neither, nor edits (WS-16)', async ({
  open,
  api,
  alice,
  bob,
  thread,
}) => {
  await api.pay(thread.id);
  const a = await open(alice, { threadId: thread.id });
  const b = await open(bob, { threadId: thread.id });
  await a.react('480.00', '🎉');
  await expect(b.reaction('480.00', '🎉 by Alice Miller')).toBeVisible();
  await b.act('480.00', 'Reply');
  await expect(b.replyBar).toContainText('Reply to Marketplace');
  await b.write('Thank you!');
  await expect(a.line('Thank you!').locator('.quote')).toContainText('Marketplace');

  await api.as(alice, 'PATCH', `/threads/${thread.id}/`, { is_active: false });
  await expect(b.page.locator('.closed-note')).toBeVisible();
  await expect(b.line('480.00').getByRole('img', { name: '🎉 by Alice Miller' })).toBeVisible();
  await expect(b.line('480.00').getByRole('button', { name: /^🎉/ })).toHaveCount(0);
  await b.openActions('Thank you!');
  const actions = b.menu.getByRole('button');
  await expect(actions).toHaveText(['Show what this replies to', 'Copy text', 'Details', /^Edit/, 'Delete']);
  await expect(b.menu.getByRole('button', { name: /^Edit.*closed/ })).toHaveAttribute('aria-disabled', 'true');
});

test('replying and reacting work with only the keyboard', async ({ open, api, alice, bob, thread }) => {
  await api.send(bob, thread.id, 'From Bob');
  const a = await open(alice, { threadId: thread.id });
  const { keyboard } = a.page;
  await expect(a.line('From Bob')).toBeVisible();
  await a.messages.locator('[data-seq="1"]').focus();
  await keyboard.press('Enter');
  await expect(a.menu.getByRole('button', { name: 'Reply' })).toBeFocused();
  await keyboard.press('Shift+Tab');
  await keyboard.press('Shift+Tab');
  await keyboard.press('ArrowLeft');
  await expect(a.page.locator(':focus')).toHaveText('🙏');
  await keyboard.press('Enter');
  await expect(a.reaction('From Bob', '🙏 by You')).toBeVisible();
  await a.messages.locator('[data-seq="1"]').focus();
  await keyboard.press('Tab');
  await expect(a.reaction('From Bob', '🙏 by You')).toBeFocused();
  await keyboard.press('Space');
  await expect(a.line('From Bob').locator('.reactions')).toHaveCount(0);
  await keyboard.press('Enter');
  await keyboard.press('Enter');
  await expect(a.composer).toBeFocused();
  await keyboard.type('By keyboard');
  await keyboard.press('Enter');
  await expect(a.line('By keyboard').locator('.quote')).toContainText('From Bob');
});
