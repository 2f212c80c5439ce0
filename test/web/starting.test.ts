import { describe, expect, it } from 'vitest';
import { startLinkIn } from '../../web/page/route.ts';
import { peopleIn } from '../../web/page/directory.ts';

describe('a link to a new conversation', () => {
  it.each([
    ['#/new?with=bob', { personId: 'bob', jobId: null, role: 'client' }],
    ['#/new?with=bob%20b&job=J-1&as=freelancer&title=x', { personId: 'bob b', jobId: 'J-1', role: 'freelancer' }],
    ['#/new?with=b?c&job=', { personId: 'b?c', jobId: null, role: 'client' }],
    ['#/new?job=J-1', null],
    ['#/new', null],
    ['#/thread/new?with=bob', null],
  ])('%s', (hash, link) => {
    expect(startLinkIn(hash)).toEqual(link);
  });
});

describe('the answer of a directory', () => {
  it('is read without whatever has another form', () => {
    const answer = {
      people: [
        { id: 'bob', name: 'Bob', role: 'client', jobs: [{ id: 'J-1', title: 'Logo' }, { id: 7 }, null], more: 1 },
        { id: 'eve', name: 'Eve' },
        { id: 'x' },
        'bob',
      ],
    };
    expect(peopleIn(answer)).toEqual([
      { id: 'bob', name: 'Bob', role: 'client', jobs: [{ id: 'J-1', title: 'Logo' }] },
      { id: 'eve', name: 'Eve', role: 'freelancer', jobs: [] },
    ]);
  });

  it.each([null, 'text', [], { people: {} }, { people: [[]] }])('%j holds nobody', (answer) => {
    expect(peopleIn(answer)).toEqual([]);
  });
});
