import type { Line, Talk } from './demo-data.ts';

export const alice = { id: 'alice-miller', username: 'Alice Miller' };
const day = 24 * 60;

const bakery: Line[] = [
  {
    by: 'marketplace',
    type: 'system',
    text: 'Alice hired Bob for “Landing page for a bakery”.',
    minutesAgo: day + 190,
    metadata: { event: 'hire', contract_id: 'C-1042', rate: 45, currency: 'EUR' },
  },
  { by: 'client', text: 'Hi Bob! So glad you could take this on.', minutesAgo: day + 181 },
  { by: 'client', text: 'Did you have time to look at the brief?', minutesAgo: day + 180 },
  {
    by: 'freelancer',
    text: 'Yes, this morning. I like the direction, especially the warm colours.\n\nTwo questions:\n1. Do you already have photos?\n2. Who writes the texts?',
    minutesAgo: day + 172,
  },
  { by: 'client', text: 'Photos are here: https://example.com/bakery/photos', minutesAgo: day + 160 },
  { by: 'client', text: 'The texts I would write myself.', minutesAgo: day + 159 },
  { by: 'freelancer', text: 'Perfect 👍', minutesAgo: day + 150 },
  {
    by: 'freelancer',
    text: 'Then I start with the home page and the menu, and show you a first draft tomorrow.',
    minutesAgo: day + 149,
  },
  {
    by: 'marketplace',
    type: 'job_update',
    text: 'The job is in progress.',
    minutesAgo: 95,
    metadata: { previous_status: 'open', status: 'in_progress' },
  },
  {
    by: 'freelancer',
    text: 'Good morning! The first draft is online: https://example.com/bakery/draft',
    minutesAgo: 64,
  },
  { by: 'client', text: 'Wow, that was quick. I love the opening picture 😍', minutesAgo: 41 },
  { by: 'client', text: 'Could the opening hours stand further up?', minutesAgo: 40 },
  {
    by: 'marketplace',
    type: 'payment_completed',
    text: 'The first milestone has been paid.',
    minutesAgo: 18,
    metadata: { amount: '480.00', currency: 'EUR', payment_id: 'P-7731' },
  },
  { by: 'freelancer', text: 'Sure, they are right below the picture now.', minutesAgo: 6 },
  { by: 'client', text: 'That is exactly what I meant. Thank you!', minutesAgo: 3 },
];

const said = (text: string, minutesAgo: number, by: 'client' | 'freelancer' = 'freelancer'): Line[] => [
  { by, text, minutesAgo },
];

function talk(id: string, name: string, jobTitle: string | null, lines: readonly Line[], readByClient?: number): Talk {
  const freelancer = { id: name.toLowerCase().replace(/\W+/g, '-'), username: name };
  return { id, client: alice, freelancer, jobTitle, lines, ...(readByClient !== undefined && { readByClient }) };
}

/** What Alice has in her inbox. */
export const talks: readonly Talk[] = [
  talk('bakery', 'Bob Tanaka', 'Landing page for a bakery', bakery),
  talk(
    'app',
    'Maria Oliveira',
    'Mobile app prototype',
    [...said('The prototype is ready.', 50), ...said('Shall we look at it together at three?', 49)],
    0,
  ),
  talk('logo', 'Lars Nyström', 'Logo and brand guide', said('Thanks! That looks great 🎉', 170, 'client')),
  talk('data', 'Chen Wei', 'Data pipeline migration', said('The migration is done, all checks are green.', 310), 0),
  talk('manual', 'Priya Natarajan', 'Translation of a manual', said('I have sent you chapters one to four.', day + 60)),
  talk('shop', 'Olga Ivanova', 'Shop theme fixes', said('Done: https://example.com/shop/preview', 2 * day + 30)),
  talk('podcast', 'Sam O’Connor', 'Podcast editing', said('Episode 12 is cut.', 3 * day + 200)),
  talk('direct', 'Tom Becker', null, said('See you at the meetup then', 9 * day, 'client')),
];
