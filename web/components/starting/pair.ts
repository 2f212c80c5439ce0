import type { Role } from '../../../protocol/objects.ts';

type Person = { id: string; username?: string };

/** The two sides of a conversation, in which the user has this role. */
export function pairOf(me: Person, other: Person, role: Role): { client: Person; freelancer: Person } {
  return role === 'client' ? { client: me, freelancer: other } : { client: other, freelancer: me };
}
