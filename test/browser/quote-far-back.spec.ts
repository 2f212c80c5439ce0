import { test } from './support/engine.ts';
import { expect } from './support/fixtures.ts';
import { Seeder } from './support/seed.ts';

test('a quote leads to any message, near or far back, and from there the conversation goes on to its end', async ({
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
  await api.send(bob, thread.id, 'Back to the near one', 2_400);
  await api.send(bob, thread.id, 'Back to the far one', 300);
  const a = await open(alice, { threadId: thread.id });
  const toNewest = a.page.getByRole('button', { name: /Jump to the newest message|new messages/ });
  const bySeq = (seq: number) => a.messages.locator(`[data-seq="${seq}"]`);
  await toNewest.click();
  await a.line('Back to the near one').locator('.quote').click();
  await expect(bySeq(2_400)).toBeInViewport();
  await expect(bySeq(2_400)).toBeFocused();
  await toNewest.click();
  await expect(a.line('Back to the far one')).toBeInViewport();

  const pages: string[] = [];
  a.page.on('request', (request) => {
    if (request.url().includes('/messages/?')) pages.push(new URL(request.url()).search);
  });
  await a.line('Back to the far one').locator('.quote').click();
  await expect(bySeq(300)).toBeInViewport();
  await expect(bySeq(300)).toBeFocused();
  expect(pages[0]).toBe('?around_seq=300&limit=100');

  // What arrives meanwhile belongs to the end, and does not move what is read.
  await api.send(bob, thread.id, 'Arrived meanwhile');
  await a.messages.hover();
  for (const [deltaY, page] of [
    [-1_500, '?before_seq=250&limit=100'],
    [1_500, '?after_seq=349&limit=100'],
  ] as const) {
    await expect(async () => {
      await a.page.mouse.wheel(0, deltaY);
      expect(pages).toContain(page);
    }).toPass({ intervals: [50] });
  }
  await expect(a.line('Arrived meanwhile')).toHaveCount(0);
  await toNewest.click();
  await expect(a.line('Arrived meanwhile')).toBeInViewport();
  await expect(a.messages.locator('[data-seq]:focus')).toHaveCount(1);
});
