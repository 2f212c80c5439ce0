import type { Store } from '../../lambdas/chat/ports/store.ts';
import type { PresentConnection } from '../../lambdas/chat/model/types.ts';

/** All connections in the user's presence item. */
export async function connectionsOf(store: Store, userId: string): Promise<PresentConnection[]> {
  return (await store.listPresences([userId])).flatMap(({ connections }) => connections);
}

/** The threads that the connection has joined, by its user's presence item. */
export async function joinedThreads(store: Store, userId: string, connectionId: string): Promise<string[]> {
  return [...((await store.findConnection(userId, connectionId))?.threadIds ?? [])];
}
