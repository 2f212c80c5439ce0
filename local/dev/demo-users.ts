/** The two people of the demo conversation, whom the page offers to sign in as. */
export const demoUsers = {
  client: { sub: 'alice', username: 'Alice' },
  freelancer: { sub: 'bob', username: 'Bob' },
} as const;

/** The name of a demo user, so that a token without a name does not rename them in their conversation. */
export function findDemoName(sub: string): string | undefined {
  return Object.values(demoUsers).find((user) => user.sub === sub)?.username;
}
