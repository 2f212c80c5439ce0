import { jobTitleOrId, usernameOrId } from '../../../protocol/names.ts';
import type { Thread, User } from '../../../protocol/objects.ts';

const stackedMarks = /(\p{M}{4})\p{M}+/gu;
const directions = /[\u202a-\u202e\u2066-\u2069]/gu;

/** At most four combining marks in a row, so that a name does not paint over the lines around it. */
function withoutStacks(name: string): string {
  return name.replace(stackedMarks, '$1');
}

/** The name of a user as the page shows it, cleaned (OBJ-5); without a name, the id. */
export function nameOf({ id, username }: User): string {
  return withoutStacks(usernameOrId(username, id));
}

/** The title of a thread's job as the page shows it, cleaned (OBJ-5); without a title, its id. Null without a job. */
export function jobOf({ job }: Pick<Thread, 'job'>): string | null {
  return job === null ? null : withoutStacks(jobTitleOrId(job.title, job.id));
}

/**
 * A message's text without the characters that embed, isolate or override a direction: an unclosed one would also
 * reorder what follows the text. The direction of each paragraph still follows from its letters, and single marks stay.
 */
export function withoutDirections(text: string): string {
  return text.replace(directions, '');
}
