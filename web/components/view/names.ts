import type { Thread, User } from '../../../protocol/objects.ts';

/** A zero-width joiner or non-joiner inside a word or an emoji, where it changes how the word looks. */
const joiner = /(?<=[\p{L}\p{M}\p{N}\p{S}])[\u200c\u200d](?=[\p{L}\p{N}\p{S}])/u;
const invisible = new RegExp(`(?!${joiner.source})[\\p{Cc}\\p{Cf}]`, 'gu');
const stackedMarks = /(\p{M}{4})\p{M}+/gu;
const visible = /[^\s\p{Default_Ignorable_Code_Point}\u2800]/u;
const directions = /[\u202a-\u202e\u2066-\u2069]/gu;

/**
 * A name or title as it can be shown inside a text of the page: without control and format characters, which could
 * reverse the words around it, and with at most four combining marks in a row. Empty if nothing visible is left.
 */
function clean(name: string): string {
  const cleaned = name.replace(invisible, '').replace(stackedMarks, '$1').trim();
  return visible.test(cleaned) ? cleaned : '';
}

/** The name of a user as the page shows it; without a name, the id. */
export function nameOf({ id, username }: User): string {
  return clean(username) || clean(id) || '?';
}

/** The title of a thread's job as the page shows it; without a title, its id. Null without a job. */
export function jobOf({ job }: Pick<Thread, 'job'>): string | null {
  return job === null ? null : clean(job.title) || clean(job.id) || '?';
}

/**
 * A message's text without the characters that embed, isolate or override a direction: an unclosed one would also
 * reorder what follows the text. The direction of each paragraph still follows from its letters, and single marks stay.
 */
export function withoutDirections(text: string): string {
  return text.replace(directions, '');
}
