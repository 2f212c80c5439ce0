/** The people that sign in on one machine. */
export const demoUsers = {
  client: { sub: 'alice', username: 'Alice' },
  freelancer: { sub: 'bob', username: 'Bob' },
} as const;
