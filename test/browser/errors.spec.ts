import { errorTable, type ErrorCode } from '../../protocol/errors.ts';
import { expect, test } from './support/fixtures.ts';

/** A refused token is missing: it is tried again for a while, as the session goes on while the socket is open. */
const said: Record<Exclude<ErrorCode, 'unauthorized'>, RegExp> = {
  bad_request: /in your input is not valid/,
  forbidden: /with this person cannot be started/,
  not_found: /could not be found/,
  conflict: /has changed in the meantime/,
  thread_inactive: /closed/,
  payload_too_large: /too long/,
  rate_limited: /writing very fast/,
  internal: /went wrong on our side/,
};

test.describe('errors are shown in words that a user understands', () => {
  test('WS-4: each code has its own text', async ({ open, alice, bob }) => {
    const a = await open(alice);
    await expect(a.page.getByText('No conversations yet')).toBeVisible();
    await a.page.getByRole('button', { name: 'New conversation' }).first().click();
    const dialog = a.page.getByRole('dialog');
    await dialog.getByLabel('Who do you want to talk to?').fill(bob.id);
    for (const code of Object.keys(said) as (keyof typeof said)[]) {
      const { status, title } = errorTable[code];
      const problem = { type: 'about:blank', title, status, detail: 'E_INTERNAL at line 7', code };
      await a.page.route('**/api/chat/threads/', (route) => route.fulfill({ status, json: problem }));
      await dialog.getByRole('button', { name: 'Start conversation' }).click();
      await expect(dialog.getByRole('alert')).toHaveText(said[code]);
      await expect(dialog).not.toContainText('E_INTERNAL');
      await a.page.unroute('**/api/chat/threads/');
    }
  });

  test('WS-5: a conversation that does not exist looks like one of other users', async ({ open, bob, api, alice }) => {
    const other = await api.createThread(bob, { id: `${bob.id}-y`, username: 'Y' });
    const a = await open(alice, { threadId: other.id });
    await expect(a.page.getByText('This conversation could not be found.')).toBeVisible();
    await a.page.getByRole('link', { name: 'Back to all conversations' }).last().click();
    await expect(a.page.getByRole('heading', { name: 'Your conversations' })).toBeVisible();
  });

  test('a message that the server refuses can be retried or discarded', async ({ open, api, alice, bob, thread }) => {
    const a = await open(alice, { threadId: thread.id });
    await a.expectConnected();
    await a.page.context().setOffline(true);
    await a.write('Refused one');
    await a.write('Refused two');
    await api.as(bob, 'PATCH', `/threads/${thread.id}/`, { is_active: false });
    await a.page.context().setOffline(false);
    await expect(a.mark('Refused one', 'failed')).toBeVisible();
    await expect(a.mark('Refused two', 'failed')).toBeVisible();
    await expect(a.line('Refused one')).toContainText('This conversation is closed, so you cannot write here.');
    await a.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await a.act('Refused two', 'Copy text');
    await expect(a.page.getByText('Copied')).toBeVisible();
    expect(await a.page.evaluate(() => navigator.clipboard.readText())).toBe('Refused two');
    await a.line('Refused two').getByRole('button', { name: 'Discard' }).click();
    await a.page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
    await expect(a.line('Refused two')).toHaveCount(0);
    await expect(a.page.locator('.message-row:focus')).toContainText('Refused one');

    await api.as(bob, 'PATCH', `/threads/${thread.id}/`, { is_active: true });
    await expect(a.composer).toBeVisible();
    await a.line('Refused one').getByRole('button', { name: 'Try again' }).click();
    await expect(a.mark('Refused one', 'sent')).toBeVisible();
    expect((await api.messages(alice, thread.id)).map((message) => message.content)).toEqual(['Refused one']);
  });
});
