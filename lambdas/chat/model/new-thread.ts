import { limits } from '../../../protocol/limits.ts';
import type { NamedJob, NamedUser } from '../../../protocol/rest.ts';
import { cutChars } from '../../../protocol/text.ts';
import { nothingSet } from './own-side.ts';
import { threadIdOf } from './thread-id.ts';
import { stepOf } from './time-step.ts';
import type { Thread } from './types.ts';

/** A client, a freelancer and perhaps a job: what a thread is about, and its identity. */
export interface Triple {
  client: NamedUser;
  freelancer: NamedUser;
  job?: NamedJob | null | undefined;
}

/** The thread of a triple before the first message. Users and jobs without a name are shown by their id. */
export function newThread({ client, freelancer, job }: Triple, nowMs: number): Thread {
  return {
    id: threadIdOf(client.id, freelancer.id, job?.id ?? null),
    client: { id: client.id, username: client.username || cutChars(client.id, limits.usernameChars) },
    freelancer: { id: freelancer.id, username: freelancer.username || cutChars(freelancer.id, limits.usernameChars) },
    job: job ? { id: job.id, title: job.title || cutChars(job.id, limits.jobTitleChars) } : null,
    createdAtMs: nowMs,
    isActive: true,
    hiddenFor: [],
    opens: 0,
    unreadFor: [],
    marks: { client: null, freelancer: null },
    own: { client: nothingSet, freelancer: nothingSet },
    head: null,
    activeStep: stepOf(nowMs),
  };
}
