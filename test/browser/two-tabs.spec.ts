import { expect, test } from './support/fixtures.ts';

test('a draft that one tab sends disappears in the other', async ({ open, alice, thread }) => {
  const first = await open(alice, { threadId: thread.id });
  await first.composer.fill('The price is 100');
  const second = await open(alice, { beside: first, threadId: thread.id });
  await expect(second.composer).toHaveValue('The price is 100');
  await second.composer.press('Enter');
  await expect(first.composer).toHaveValue('');
});
