import { expect, test } from './support/fixtures.ts';

test.describe('two people talk', () => {
  test('a message appears for the other user, with marks from sent to read and the time of reading', async ({
    open,
    alice,
    bob,
    thread,
  }) => {
    const a = await open(alice, { threadId: thread.id });
    await a.expectConnected();
    await a.write('Hello Bob');
    await expect(a.mark('Hello Bob', 'sent')).toBeVisible();

    const b = await open(bob);
    await expect(b.conversation(/Alice Miller.*Hello Bob.*1 unread message/)).toBeVisible();
    await expect(b.page).toHaveTitle(/^\(1\) .*Messages$/);
    await b.conversation(/Alice Miller/).click();
    await expect(b.line('New messages')).toBeVisible();
    await expect(b.line('Hello Bob')).toBeVisible();
    await expect(b.page).toHaveTitle(/^[^(]*Messages$/);

    await expect(a.mark('Hello Bob', 'read')).toBeVisible();
    await expect(a.line('Hello Bob')).toContainText(/Read \d\d:\d\d/);
    await b.write('Hello Alice');
    await expect(a.line('Hello Alice')).toBeVisible();
    await expect(b.mark('Hello Alice', 'read')).toBeVisible();
  });

  test('a line is shown above messages that arrived while the window had no focus', async ({
    open,
    api,
    alice,
    bob,
    thread,
  }) => {
    await api.send(bob, thread.id, 'Seen');
    const a = await open(alice, { threadId: thread.id });
    await expect(a.line('New messages')).toBeVisible();
    await expect(a.page).toHaveTitle(/^[^(]*Messages$/);
    await a.page.evaluate(() => window.dispatchEvent(new Event('blur')));
    await expect(a.line('New messages')).toHaveCount(0);
    await api.send(bob, thread.id, 'Not seen yet');
    await expect(a.line('New messages')).toBeVisible();
    await expect(a.messages.getByRole('listitem').filter({ hasText: /Seen|New messages|Not seen yet/ })).toHaveText([
      /^.*Seen/,
      'New messages',
      /Not seen yet/,
    ]);
    await a.write('My answer');
    await expect(a.line('New messages')).toHaveCount(0);
  });

  test('no line appears later if nothing arrived while the window had no focus', async ({
    open,
    api,
    alice,
    bob,
    thread,
  }) => {
    const a = await open(alice, { threadId: thread.id });
    await a.expectConnected();
    await a.write('Mine');
    await expect(a.mark('Mine', 'sent')).toBeVisible();
    await a.page.evaluate(() => window.dispatchEvent(new Event('blur')));
    await a.page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await api.send(bob, thread.id, 'While you look');
    await expect(a.line('While you look')).toBeVisible();
    await expect(a.line('New messages')).toHaveCount(0);

    await a.page.evaluate(() => window.dispatchEvent(new Event('blur')));
    await api.send(bob, thread.id, 'While you do not');
    await expect(a.line('New messages')).toBeVisible();
    await a.page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await expect(a.line('New messages')).toBeVisible();
  });

  test('typing is shown, and ends after 5 s of silence', async ({ open, alice, bob, thread }) => {
    const a = await open(alice, { threadId: thread.id });
    const b = await open(bob, { threadId: thread.id });
    await a.expectConnected();
    await b.expectConnected();
    await expect(a.page.locator('.conversation-title')).toContainText('Here now');
    await a.composer.pressSequentially('I am just wri');
    await expect(b.typing).toHaveText('Alice Miller is typing…');
    await expect(b.typing).toHaveText('');
    await expect(a.typing).toHaveText('');
  });

  test('an own message is edited and deleted for both users', async ({ open, alice, bob, thread }) => {
    const a = await open(alice, { threadId: thread.id });
    const b = await open(bob, { threadId: thread.id });
    await a.write('The price is 100');
    await expect(b.line('The price is 100')).toBeVisible();

    await a.act('The price is 100', 'Edit');
    await a.editing.fill('The price is 120');
    await a.page.keyboard.press('Enter');
    await expect(b.line('The price is 120')).toContainText('edited');
    await expect(a.line('The price is 120')).toContainText('edited');

    await a.act('The price is 120', 'Delete');
    await a.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expect(b.line('This message was deleted')).toBeVisible();
    await expect(a.line('This message was deleted')).toBeVisible();
    await expect(b.page.getByText('The price is')).toHaveCount(0);
    await expect(b.line('This message was deleted').getByRole('button')).toHaveCount(0);
  });

  test('arrow up in an empty composer edits the last own message', async ({ open, api, alice, bob, thread }) => {
    const a = await open(alice, { threadId: thread.id });
    await a.write('The first one');
    await a.write('The price is 100');
    await expect(a.mark('The price is 100', 'sent')).toBeVisible();
    await api.send(bob, thread.id, 'And this is mine');
    await expect(a.line('And this is mine')).toBeVisible();
    await a.composer.fill('A draft');
    await a.composer.press('ArrowUp');
    await expect(a.editing).toHaveCount(0);
    await a.composer.fill('');
    await a.composer.press('ArrowUp');
    await expect(a.editing).toBeFocused();
    await expect(a.editing).toHaveValue('The price is 100');
    await a.editing.fill('The price is 120');
    await a.editing.press('Enter');
    await expect(a.line('The price is 120')).toContainText('edited');
  });

  test('a short conversation is shown next to the composer', async ({ open, api, alice, bob, thread }) => {
    await api.send(bob, thread.id, 'The only one');
    const a = await open(alice, { threadId: thread.id });
    await expect(a.line('The only one')).toBeVisible();
    const gap = () =>
      a.scroller.evaluate((scroller) => {
        const last = [...scroller.querySelectorAll('.bubble')].at(-1)!;
        return scroller.getBoundingClientRect().bottom - last.getBoundingClientRect().bottom;
      });
    await expect.poll(gap).toBeLessThan(20);
    await a.write('And mine');
    await expect(a.mark('And mine', 'sent')).toBeVisible();
    await expect.poll(gap).toBeLessThan(20);
  });

  test('the details of a message show when it was read', async ({ open, alice, bob, thread }) => {
    const a = await open(alice, { threadId: thread.id });
    await a.write('Did you see this?');
    await expect(a.mark('Did you see this?', 'sent')).toBeVisible();
    await a.act('Did you see this?', 'Details');
    await expect(a.page.getByRole('dialog')).toContainText('Not read yet');
    await a.page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();

    await open(bob, { threadId: thread.id });
    await expect(a.mark('Did you see this?', 'read')).toBeVisible();
    await a.act('Did you see this?', 'Details');
    await expect(a.page.getByRole('dialog')).toContainText(/Read\s*\w+day/);
  });

  test('two tabs of one user show the same', async ({ open, api, alice, bob, thread }) => {
    const first = await open(alice, { threadId: thread.id });
    const second = await open(alice, { beside: first });
    await second.expectConnected();
    await first.write('From my first tab');
    await expect(second.conversation(/You: From my first tab/)).toBeVisible();

    await second.conversation(/Bob Tanaka/).click();
    await second.write('From my second tab');
    await expect(first.line('From my second tab')).toBeVisible();
    await expect(first.mark('From my second tab', 'sent')).toBeVisible();
    await api.send(bob, thread.id, 'Both of you see me');
    await expect(first.line('Both of you see me')).toBeVisible();
    await expect(second.line('Both of you see me')).toBeVisible();
    await expect(first.page).toHaveTitle(/^[^(]*Messages$/);
    await expect(second.page).toHaveTitle(/^[^(]*Messages$/);
  });

  test('Enter sends, Shift+Enter starts a new line, and a draft stays in its thread', async ({
    open,
    api,
    alice,
    bob,
    thread,
  }) => {
    const other = await api.createThread(alice, bob, 'Second job');
    const a = await open(alice, { threadId: thread.id });
    await a.composer.pressSequentially('one');
    await a.composer.press('Shift+Enter');
    await a.composer.pressSequentially('two');
    await a.conversation(/Second job/).click();
    await expect(a.composer).toHaveValue('');
    await expect(a.conversation(/Landing page/)).toContainText('Draft: one');
    await a.page.goto(`${a.page.url().split('#')[0]}#/t/${thread.id}`);
    await expect(a.composer).toHaveValue('one\ntwo');
    await a.composer.press('Enter');
    await expect
      .poll(async () => (await api.messages(alice, thread.id)).map((message) => message.content))
      .toEqual(['one\ntwo']);
    await expect(a.composer).toHaveValue('');
    expect(await api.messages(alice, other.id)).toEqual([]);
  });

  test('right-to-left names and texts keep their place in the page', async ({ open, api, alice, bob }) => {
    const other = { id: bob.id, username: 'דנה כהן' };
    const thread = await api.createThread(alice, other, 'עיצוב אתר');
    await api.send(other, thread.id, 'שלום אליס, מה שלומך היום?');
    const a = await open(alice, { threadId: thread.id });
    await expect(a.line('שלום')).toBeVisible();
    for (const place of [
      '.conversation-title h2',
      '.conversation-title p span',
      '.thread-name',
      '.thread-job',
      '.thread-preview',
    ]) {
      const textStart = await a.page
        .locator(place)
        .first()
        .evaluate((element) => {
          const text = document.createRange();
          text.selectNodeContents(element);
          return Math.round(text.getBoundingClientRect().left - element.getBoundingClientRect().left);
        });
      expect([place, textStart]).toEqual([place, 0]);
    }
    const timeIndent = await a
      .line('שלום')
      .locator('.bubble')
      .evaluate((bubble) => {
        return bubble.querySelector('time')!.getBoundingClientRect().left - bubble.getBoundingClientRect().left;
      });
    expect(timeIndent).toBeLessThan(20);
  });

  test('a text too long for one message is sent as several, in order', async ({ open, api, alice, bob, thread }) => {
    for (let seq = 1; seq < 14; seq += 1) await api.send(bob, thread.id, `Word ${seq}`);
    await api.send(bob, thread.id, 'The last word');
    const a = await open(alice, { threadId: thread.id });
    await expect(a.line('The last word')).toBeInViewport();
    const paragraphs = Array.from({ length: 90 }, (_, index) => `Paragraph ${index}: ${'words '.repeat(14)}`.trim());
    await a.composer.fill(paragraphs.join('\n\n'));
    await expect(a.page.getByText(/will be sent as \d messages/)).toBeVisible();
    await expect(a.line('The last word')).toBeInViewport();
    await a.composer.press('Enter');
    await expect
      .poll(async () =>
        (await api.messages(alice, thread.id))
          .slice(14)
          .map((message) => message.content)
          .join('\n\n'),
      )
      .toBe(paragraphs.join('\n\n'));
    await expect(a.page.getByRole('button', { name: 'Show more' }).first()).toBeVisible();
  });

  test('marketplace messages say what happened to the reader, and have a button', async ({
    open,
    api,
    alice,
    bob,
    thread,
  }) => {
    const a = await open(alice, { threadId: thread.id });
    const b = await open(bob, { threadId: thread.id });
    await a.expectConnected();
    const action = { label: 'View the contract', url: 'https://market.example/contracts/1' };
    const event = (name: string, metadata: object) =>
      api.marketplaceEvent({
        event_id: `${thread.id}-${name}`.slice(-100),
        event: name,
        thread_id: thread.id,
        metadata,
        ...(name === 'hire' && { action }),
      });
    await event('hire', { contract_id: 'C-1', rate: 45, currency: 'EUR' });
    await event('job_update', { status: 'in_progress' });
    await event('payment_completed', { payment_id: 'P-9', amount: '480.00', currency: 'EUR', plan: { months: 2 } });
    await event('dispute_created', { dispute_id: 'D-3', reason: 'Late delivery.' });
    for (const [title, text] of [
      ['Hired', /You hired .*€45\.00/],
      ['Job update', /is now in progress/],
      ['Payment completed', /^(?!.*months)[^€]*€480\.00[^€]*P-9$/],
      ['Dispute opened', /opened\.ReasonLate delivery\.Dispute/],
    ] as const) {
      await expect(a.page.locator('.card', { hasText: title })).toHaveText(text);
    }
    await expect(b.line('Hired')).toContainText('hired you');
    await expect(b.page.getByRole('link', { name: action.label })).toHaveAttribute('href', action.url);
  });
});
