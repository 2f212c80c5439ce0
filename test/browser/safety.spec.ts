import { expectAccessible } from './support/accessible.ts';
import { expect, test } from './support/fixtures.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds no violations on any screen: ${colorScheme}`, async ({
    open,
    api,
    browser,
    server,
    alice,
    bob,
    thread,
  }) => {
    await api.send(bob, thread.id, 'Have a look at https://example.com/draft');
    for (const [event, metadata] of [
      ['hire', { contract_id: 'C' }],
      ['proposal_rejected', {}],
      ['payment_completed', { amount: '10', currency: 'EUR', payment_id: 'P' }],
      ['dispute_created', { reason: 'Late' }],
      ['job_update', { status: 'open' }],
      ['system', {}],
    ] as const) {
      await api.marketplaceEvent({
        event_id: `${thread.id}${event}`.slice(-120),
        event,
        thread_id: thread.id,
        metadata,
        content: event,
        action: { label: `See the ${event}`.slice(0, 40), url: 'https://market.example/' },
      });
    }
    const context = await browser.newContext({ colorScheme });
    const signIn = await context.newPage();
    await signIn.goto(server.url);
    await expect(signIn.getByRole('button', { name: 'Continue as Alice' })).toBeVisible();
    await expectAccessible(signIn);
    await context.close();

    const a = await open(alice, { context: { colorScheme } });
    await expect(a.conversation(/Bob Tanaka/)).toBeVisible();
    await expectAccessible(a.page);
    await a.conversation(/Bob Tanaka/).click();
    await a.write('An own message');
    await expect(a.mark('An own message', 'sent')).toBeVisible();
    await expectAccessible(a.page);

    await a.openActions('An own message');
    await expectAccessible(a.page);
    await a.page.getByRole('button', { name: 'Edit', exact: true }).click();
    await expectAccessible(a.page);
    await a.page.keyboard.press('Escape');
    await a.page.getByRole('button', { name: /^Account of/ }).click();
    await expectAccessible(a.page);
    await a.page.keyboard.press('Escape');
    await a.page.getByRole('button', { name: 'New conversation' }).click();
    await expectAccessible(a.page);
    await a.page.keyboard.press('Escape');
    await a.page.context().setOffline(true);
    await expect(a.page.getByText('You are offline.')).toBeVisible();
    await a.write('While offline');
    await expectAccessible(a.page);
    await api.as(bob, 'PATCH', `/threads/${thread.id}/`, { is_active: false });
    await a.page.context().setOffline(false);
    await expect(a.mark('While offline', 'failed')).toBeVisible();
    await expectAccessible(a.page);
    await a.page.goto(`${server.url}/#/t/none-such`);
    await expect(a.page.getByText('This conversation cannot be shown')).toBeVisible();
    await expectAccessible(a.page);
  });
}

test('everything works with only the keyboard', async ({ open, alice, bob, thread, api }) => {
  await api.send(bob, thread.id, 'From Bob');
  const a = await open(alice);
  const { page } = a;
  await expect(a.conversation(/Bob Tanaka/)).toBeVisible();
  const tabTo = async (name: RegExp) => {
    for (let presses = 0; presses < 15; presses += 1) {
      await page.keyboard.press('Tab');
      const label = await page.evaluate(
        () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
      );
      if (name.test(label)) return;
    }
    throw new Error(`no way to ${name} by Tab`);
  };
  await tabTo(/^Bob Tanaka/);
  await page.keyboard.press('Enter');
  await expect(a.composer).toBeFocused();
  await page.keyboard.type('By keyboard');
  await page.keyboard.press('Enter');
  await expect(a.mark('By keyboard', 'sent')).toBeVisible();

  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('ArrowUp');
  await expect(page.locator(':focus')).toContainText('From Bob');
  await page.keyboard.press('ArrowDown');
  await expect(page.locator(':focus')).toContainText('By keyboard');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Reply' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.keyboard.type(', edited');
  await page.keyboard.press('Enter');
  await expect(a.line('By keyboard, edited')).toBeVisible();
  await expect(page.locator(':focus')).toContainText('By keyboard, edited');
});

test('the focus stays at a deleted message, and returns after a dialog', async ({ open, alice, thread }) => {
  const a = await open(alice, { threadId: thread.id });
  await a.write('Not for long');
  await expect(a.mark('Not for long', 'sent')).toBeVisible();
  const question = a.page.getByRole('dialog');
  await a.act('Not for long', 'Delete');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(a.line('Not for long').getByRole('button', { name: 'Message actions' })).toBeFocused();
  await a.act('Not for long', 'Delete');
  await question.getByRole('button', { name: 'Delete' }).click();
  await expect(a.page.locator('.message-row:focus')).toContainText('This message was deleted');
});

test('a message that arrives is announced to screen readers', async ({ open, api, alice, bob, thread }) => {
  const a = await open(alice, { threadId: thread.id });
  await a.expectConnected();
  await expect(a.page.getByText('This is where your conversation')).toBeVisible();
  await api.send(bob, thread.id, 'Can you hear me?');
  await expect(a.page.locator('[aria-live="polite"]', { hasText: 'Bob Tanaka: Can you hear me?' })).toBeAttached();
});

test('equal messages in a row are each announced', async ({ open, api, alice, bob, thread }) => {
  const a = await open(alice, { threadId: thread.id });
  await a.expectConnected();
  await expect(a.page.getByText('This is where your conversation')).toBeVisible();
  await a.page.evaluate(() => {
    const counted = Object.assign(globalThis, { announced: 0 });
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) counted.announced += addedNodes.length;
    }).observe(document.querySelector('.visually-hidden[aria-live="polite"]')!, { childList: true });
  });
  await api.send(bob, thread.id, 'OK');
  await expect(a.line('OK')).toHaveCount(1);
  await api.send(bob, thread.id, 'OK');
  await expect.poll(() => a.page.evaluate('announced')).toBe(2);
});

test('every view has a main landmark and a heading of the page, and rows have their position', async ({
  open,
  api,
  alice,
  thread,
}) => {
  await api.send(alice, thread.id, 'Hello');
  for (const viewport of [
    { width: 1280, height: 800 },
    { width: 390, height: 800 },
  ]) {
    const a = await open(alice, { context: { viewport } });
    const expectHeaded = async () => {
      await expect(a.page.getByRole('main')).toHaveCount(1);
      await expect(a.page.getByRole('heading', { level: 1 })).toHaveCount(1);
    };
    await expect(a.conversation(/Bob Tanaka/)).toBeVisible();
    await expectHeaded();
    await a.conversation(/Bob Tanaka/).click();
    await expect(a.line('Hello')).toHaveAttribute('aria-setsize', '3');
    await expect(a.line('Hello')).toHaveAttribute('aria-posinset', '3');
    await expectHeaded();
    await a.page.route('**/config.json', (route) => route.abort());
    await a.page.reload();
    await expect(a.page.getByRole('heading', { name: 'The chat cannot start' })).toBeVisible();
    await expectHeaded();
  }
});

test('markup in messages and names is shown as text and never runs', async ({ open, api, alice }) => {
  const attacks = [
    '<script>document.title = "owned"</script>',
    '<img src=x onerror="document.title = \'owned\'">',
    '<a href="javascript:document.title=1">click</a>',
    'javascript:alert(1)',
    '"><svg onload=alert(1)>',
    '{{constructor.constructor("alert(1)")()}}',
  ];
  const mallory = { id: `${alice.id}-m`, username: '<b>Mallory</b><script>alert(1)</script>' };
  const evil = await api.createThread(alice, mallory, '<img src=x onerror=alert(1)>');
  for (const attack of attacks) await api.send(mallory, evil.id, attack);
  const a = await open(alice, { threadId: evil.id });
  for (const attack of attacks)
    await expect(a.messages.getByText(attack, { exact: true }).or(a.line(attack)).first()).toBeVisible();
  await expect(a.page.locator('.bubble a, .bubble img, .bubble script, .bubble svg:not(.icon)')).toHaveCount(0);
  await expect(a.page.getByRole('heading', { name: '<b>Mallory</b>' })).toBeVisible();
  await expect(a.page).toHaveTitle(/Messages/);
});

test('links open in a new tab, without opener and referrer', async ({ open, api, alice, bob, thread }) => {
  await api.send(bob, thread.id, 'See https://example.com/draft.');
  const a = await open(alice, { threadId: thread.id });
  const link = a.messages.getByRole('link', { name: 'https://example.com/draft' });
  await expect(link).toHaveAttribute('target', '_blank');
  await expect(link).toHaveAttribute('rel', /noopener.*noreferrer/);
});

test('the Content-Security-Policy allows nothing inline and no other host', async ({ server, page }) => {
  const response = await page.goto(server.url);
  const policy = response?.headers()['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toMatch(/unsafe|\*/);
  const inline = await page.evaluate(
    () => document.querySelectorAll('script:not([src]), style, [style]:not(#root *)').length,
  );
  expect(inline).toBe(0);
});
