import { jobTitleOrId, usernameOrId } from '../../../protocol/names.ts';
import type { NamedJob, NamedUser } from '../../../protocol/results.ts';
import { nothingSet } from './own-side.ts';
import { threadIdOf } from './thread-id.ts';
import { stepOf } from './time-step.ts';
import { nobodyTold } from './told.ts';
import type { Thread } from './types.ts';

/** A client, a freelancer and perhaps a job: what a thread is about, and its identity. */
export interface Triple {
  client: NamedUser;
  freelancer: NamedUser;
  job?: NamedJob | null | undefined;
}

/** The thread of a triple before the first message. Its names are those that a user gave, or else the ids. */
export function newThread({ client, freelancer, job }: Triple, nowMs: number): Thread {
  return {
    id: threadIdOf(client.id, freelancer.id, job?.id ?? null),
    client: { id: client.id, username: usernameOrId(client.username, client.id) },
    freelancer: { id: freelancer.id, username: usernameOrId(freelancer.username, freelancer.id) },
    job: job ? { id: job.id, title: jobTitleOrId(job.title, job.id) } : null,
    nameSources: { client: 'user', freelancer: 'user', job: 'user' },
    createdAtMs: nowMs,
    isActive: true,
    closedBy: null,
    hiddenFor: [],
    opens: 0,
    unreadFor: [],
    marks: { client: null, freelancer: null },
    own: { client: nothingSet, freelancer: nothingSet },
    blockedBy: [],
    head: null,
    told: nobodyTold,
    activeStep: stepOf(nowMs),
  };
}

/** A draw from the bucket of a user's new threads. */
export interface ThreadDraw {
  userId: string;
  /** When the bucket is full again: as it was read, and with this draw. */
  knownFullAtMs: number;
  fullAtMs: number;
}
