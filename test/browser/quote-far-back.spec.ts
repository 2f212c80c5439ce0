import { test } from './support/engine.ts';
import { expect } from './support/fixtures.ts';
import { Seeder } from './support/seed.ts';

test('a quote leads to a message pages back, and says so if that is too far back', async ({
  open,
  api,
  server,
  engine,
  alice,
  bob,
  thread,
}) => {
  await server.stop();
  await (await Seeder.open(engine.endpoint)).fillThread(thread.id, 2_600);
  await server.start();
  await api.send(bob, thread.id, 'Back to the near one', 2_100);
  await api.send(bob, thread.id, 'Back to the first', 1);
  const a = await open(alice, { threadId: thread.id });
  const toNewest = a.page.getByRole('button', { name: /Jump to the newest message|new messages/ });
  await toNewest.click();
  const original = a.messages.locator('[data-seq="2100"]');
  await a.line('Back to the near one').locator('.quote').click();
  await expect(original).toBeInViewport();
  await expect(original).toBeFocused();
  await toNewest.click();
  await a.line('Back to the first').locator('.quote').click();
  await expect(a.page.getByText('too far back')).toBeVisible();
});
