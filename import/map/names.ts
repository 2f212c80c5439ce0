import type { Names } from '../../lambdas/chat/model/names.ts';
import type { Named, Thread } from '../../lambdas/chat/model/types.ts';

/** The names of the old system that the thread does not have yet; null if it has them all. */
export function newNamesOf(thread: Thread, old: Thread): Names | null {
  const newOf = (part: Named, name: string | undefined, known: string | undefined) =>
    old.nameSources[part] === 'marketplace' && name !== known ? name : undefined;
  const names = {
    client: newOf('client', old.client.username, thread.client.username),
    freelancer: newOf('freelancer', old.freelancer.username, thread.freelancer.username),
    jobTitle: old.job?.id === thread.job?.id ? newOf('job', old.job?.title, thread.job?.title) : undefined,
  };
  return Object.values(names).some((name) => name !== undefined) ? names : null;
}
