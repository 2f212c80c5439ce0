import type { TokenOwner } from '../chat/model/types.ts';
import type { SignedIn } from '../data/signed-in.ts';

/** Bounds the memory: an entry has a few hundred bytes. */
const rememberedMax = 10_000;

/** Who has signed in on a connection never changes, so a process reads it once. */
export function remembering(signedIn: Pick<SignedIn, 'find'>): Pick<SignedIn, 'find'> {
  const known = new Map<string, TokenOwner>();
  return {
    async find(connectionId) {
      const owner = known.get(connectionId) ?? (await signedIn.find(connectionId));
      if (owner === null) return null;
      known.delete(connectionId);
      known.set(connectionId, owner);
      const [oldest] = known.keys();
      if (known.size > rememberedMax && oldest !== undefined) known.delete(oldest);
      return owner;
    },
  };
}
