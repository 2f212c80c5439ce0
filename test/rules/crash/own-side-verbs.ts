import { expect } from 'vitest';
import type { Role } from '../../../protocol/objects.ts';
import type { Scene } from './scene.ts';
import type { CrashVerb } from './verb.ts';

/** Both threads of the two must say who has blocked whom, and so must the list. */
function block(method: 'PUT' | 'DELETE', blockedBy: Role[], more: Partial<CrashVerb> = {}): CrashVerb {
  return {
    title: `ME-3: ${method} /blocks/`,
    function: 'http',
    // Over sockets each death is followed by messages of both.
    only: 'in process',
    match: ({ alice }) => alice.token,
    act: ({ alice, bob }: Scene) => alice.rest(method, `/blocks/${bob.id}/`),
    async check(scene, { thread }) {
      const other = await scene.read(scene.otherId);
      expect([thread, other.thread].map((one) => one?.blockedBy)).toEqual([blockedBy, blockedBy]);
      const blockers = await scene.store.findBlockers(scene.alice.id, scene.bob.id);
      expect(blockers).toEqual(blockedBy.map(() => scene.alice.id));
    },
    ...more,
  };
}

/** What users do for themselves. */
export const ownSideVerbs: CrashVerb[] = [
  {
    title: 'ME-1: PATCH me, pinned',
    function: 'http',
    match: ({ threadId }) => threadId,
    act: (scene) => scene.rest(scene.alice, 'PATCH', 'me/', { pinned: true }),
    async check({ store, alice, threadId }, { thread }) {
      expect(thread?.own.client.isPinned).toBe(true);
      expect(await store.listPins(alice.id)).toEqual([threadId]);
    },
  },
  block('PUT', ['client']),
  block('DELETE', [], { prepare: async ({ alice, bob }) => void (await alice.rest('PUT', `/blocks/${bob.id}/`)) }),
];
