import { jobTitleOrId, usernameOrId } from '../../../protocol/names.ts';
import { roles, type Job, type Role, type User } from '../../../protocol/objects.ts';
import type { SystemEvent } from '../../../protocol/system-event.ts';
import type { NameSource, Named, Thread } from './types.ts';

/**
 * Whose name is shown (OBJ-6). The marketplace's wins, then the one of the user's own token. A name that somebody else
 * gave is shown until one of these is known, and is not trusted: it never appears in a text or event of the
 * marketplace.
 */

/** Names that are to be written to a thread; those that are undefined stay. */
export interface Names {
  client?: string | undefined;
  freelancer?: string | undefined;
  jobTitle?: string | undefined;
}

/** The thread with the name of the participant's own token, unless the marketplace has named them in it. */
export function withTokenName(thread: Thread, role: Role, username: string): Thread {
  const source = thread.nameSources[role];
  if (source === 'marketplace' || (source === 'token' && thread[role].username === username)) return thread;
  return {
    ...thread,
    [role]: { ...thread[role], username },
    nameSources: { ...thread.nameSources, [role]: 'token' satisfies NameSource },
  };
}

/** Whether two versions of a thread have the same name for a participant, by the same source. */
export function hasSameName(one: Thread, other: Thread, role: Role): boolean {
  return one[role].username === other[role].username && one.nameSources[role] === other.nameSources[role];
}

/** The thread with the names of another version of it. */
export function withNamesOf(thread: Thread, { client, freelancer, job, nameSources }: Thread): Thread {
  return { ...thread, client, freelancer, job, nameSources };
}

/** The names of a marketplace event that the thread does not have from the marketplace yet; null if there is none. */
export function newNames(thread: Thread, { client, freelancer, job }: SystemEvent): Names | null {
  const isNew = (part: Named, given: string | undefined, known: string | undefined) =>
    given && known !== undefined && (given !== known || thread.nameSources[part] !== 'marketplace');
  const names = {
    client: isNew('client', client?.username, thread.client.username) ? client?.username : undefined,
    freelancer: isNew('freelancer', freelancer?.username, thread.freelancer.username)
      ? freelancer?.username
      : undefined,
    jobTitle: isNew('job', job?.title, thread.job?.title) ? job?.title : undefined,
  };
  return Object.values(names).some((name) => name !== undefined) ? names : null;
}

/** The thread with names that the marketplace gave. */
export function withMarketplaceNames(thread: Thread, names: Names): Thread {
  const sourceOf = (name: string | undefined, before: NameSource) => (name === undefined ? before : 'marketplace');
  return {
    ...thread,
    client: { ...thread.client, username: names.client ?? thread.client.username },
    freelancer: { ...thread.freelancer, username: names.freelancer ?? thread.freelancer.username },
    job: thread.job === null ? null : { ...thread.job, title: names.jobTitle ?? thread.job.title },
    nameSources: {
      client: sourceOf(names.client, thread.nameSources.client),
      freelancer: sourceOf(names.freelancer, thread.nameSources.freelancer),
      job: sourceOf(names.jobTitle, thread.nameSources.job),
    },
  };
}

export function isTrusted(thread: Thread, part: Named): boolean {
  return thread.nameSources[part] !== 'user';
}

/**
 * The thread with trustworthy names only, the id in place of any other: as events to the marketplace show it (OBJ-7).
 */
export function withTrustedNames(thread: Thread): Thread {
  const userOf = (role: Role): User => {
    const { id } = thread[role];
    return isTrusted(thread, role) ? thread[role] : { id, username: usernameOrId(undefined, id) };
  };
  const jobOf = (job: Job): Job =>
    isTrusted(thread, 'job') ? job : { id: job.id, title: jobTitleOrId(undefined, job.id) };
  return {
    ...thread,
    ...Object.fromEntries(roles.map((role) => [role, userOf(role)])),
    job: thread.job && jobOf(thread.job),
  };
}
