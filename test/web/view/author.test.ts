import { describe, expect, it } from 'vitest';
import { authorOf, senderOf } from '../../../web/components/view/author.ts';
import { words } from '../../../web/components/words/index.ts';

const me = { id: '7', username: 'Alice' };
const other = { id: '8', username: 'Bob' };
const people = { me, other };

describe('whose message is quoted', () => {
  it('is the user, the other participant or the marketplace', () => {
    expect(['7', '8', null].map((id) => authorOf(id, people))).toEqual(['You', 'Bob', words.message.marketplace]);
    expect([me, other, null].map((sender) => senderOf(sender, people))).toEqual([
      'You',
      'Bob',
      words.message.marketplace,
    ]);
  });

  it('is never the other participant where somebody else wrote, as in imported messages (IM-1)', () => {
    expect(authorOf('1', people)).toBe(words.message.marketplace);
    expect(senderOf({ id: '1', username: 'staff "Zoë", <b>' }, people)).toBe('staff "Zoë", <b>');
  });
});
