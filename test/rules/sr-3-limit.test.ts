import { expect, test } from 'vitest';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat();

test('SR-3: a user asks for 60 pages a minute; the next one is refused, and what makes no sense is no page', async () => {
  const alice = await chat.person('Alice');
  expect(await alice.rest('GET', '/search/?q=-')).toMatchObject({ status: 400 });
  for (let page = 1; page <= 60; page += 1)
    expect(await alice.rest('GET', '/search/?q=bill')).toMatchObject({ status: 200 });
  const refused = await alice.rest('GET', '/search/?q=bill');
  expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
  const waitMs = refused.body.retry_after_ms;
  expect(waitMs).toBeGreaterThan(1_000);
  expect(waitMs).toBeLessThanOrEqual(60_000);
  expect(refused.headers.get('retry-after')).toBe(String(Math.ceil(waitMs / 1_000)));
  expect(await (await chat.person('Bob')).rest('GET', '/search/?q=bill')).toMatchObject({ status: 200 });
});
