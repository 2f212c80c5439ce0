import type { Page, Route } from '@playwright/test';
import type { Thread } from '../../protocol/objects.ts';
import { expectAccessible } from './support/accessible.ts';
import { expect, test } from './support/fixtures.ts';

interface Person {
  id: string;
  name: string;
  role: 'client' | 'freelancer';
  jobs: { id: string; title: string }[];
}

/** Gives the page a directory of the marketplace. Returns the authorizations that were sent to it. */
async function withDirectory(page: Page, people: Person[]): Promise<(string | undefined)[]> {
  const seen: (string | undefined)[] = [];
  await page.route('**/config.json', async (route) => {
    const config = (await (await route.fetch()).json()) as object;
    await route.fulfill({ json: { ...config, directoryUrl: new URL('/people', page.url()).href } });
  });
  await page.route('**/people?*', (route: Route) => {
    const { searchParams: query } = new URL(route.request().url());
    seen.push(route.request().headers().authorization);
    const found = people.filter(({ id, name }) =>
      query.has('with') ? id === query.get('with') : name.toLowerCase().includes(query.get('search') ?? '-'),
    );
    return route.fulfill({ json: { people: found } });
  });
  await page.reload();
  return seen;
}

test('conversations start from the directory and from links, without an id, a name or a title typed by anybody', async ({
  open,
  api,
  alice,
  bob,
}) => {
  const carol = { id: `carol-${alice.id}`, name: 'Carol Novak' };
  const a = await open(alice);
  const seen = await withDirectory(a.page, [
    { ...carol, role: 'client', jobs: [{ id: 'J-1', title: 'A shop for tea' }] },
    { id: bob.id, name: 'Bob Tanaka', role: 'freelancer', jobs: [] },
  ]);
  await a.page.getByRole('button', { name: 'New conversation' }).first().click();
  const dialog = a.page.getByRole('dialog', { name: 'New conversation' });
  await dialog.getByRole('searchbox').fill('nobody');
  await expect(dialog.getByText('Nobody found by that name')).toBeVisible();
  await dialog.getByRole('searchbox').fill('carol');
  await expectAccessible(a.page);
  await dialog.getByRole('button', { name: 'Carol Novak: A shop for tea' }).click();
  await expect(a.page.getByRole('heading', { name: 'Carol Novak' })).toBeVisible();
  await expect(a.page).toHaveURL(/#\/thread\//);
  expect(seen[0]).toMatch(/^Bearer ey/);

  const threads = async () => (await api.as<{ results: Thread[] }>(alice, 'GET', '/threads/')).results;
  expect((await threads()).map(({ client, job }) => [client.id, job])).toEqual([
    [carol.id, { id: 'J-1', title: 'A shop for tea' }],
  ]);
  const here = a.page.url().split('#')[0];
  // A link says who and about what; a title in it is anybody's.
  await a.page.goto(`${here}#/new?with=${bob.id}&title=You%20have%20won`);
  await expect(a.page.getByRole('heading', { name: 'Start a conversation with Bob Tanaka?' })).toBeVisible();
  await expect(a.page.getByText('You have won')).toHaveCount(0);
  await expectAccessible(a.page);
  expect(await threads()).toHaveLength(1);
  await a.page.getByRole('button', { name: 'Start conversation' }).click();
  await a.write('Hello Bob');
  await expect(a.mark('Hello Bob', 'sent')).toBeVisible();

  await a.page.goto(`${here}#/new?with=${carol.id}&job=J-1&as=freelancer`);
  await expect(a.page.getByRole('heading', { name: 'Carol Novak' })).toBeVisible();
  await a.page.goto(`${here}#/new?with=stranger`);
  await expect(a.page.getByText('You cannot write to this person at the moment.')).toBeVisible();
  expect(await threads()).toHaveLength(2);
});
