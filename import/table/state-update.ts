import type { Job, Role } from '../../protocol/objects.ts';
import type { Mark, OldActivity, Thread } from '../../lambdas/chat/model/types.ts';
import { fromMark, fromOldActivity } from '../../lambdas/data/items/thread.ts';
import { keys } from '../../lambdas/data/keys.ts';

/**
 * The import's own writes of a thread's row. Each counts itself in the row, by which the reader of the stream knows it:
 * no event follows from it (IM-1).
 */

const counting = '#imported.#writes = #imported.#writes + :one';
const countingNames = { '#imported': 'imported', '#writes': 'writes' };

/** Not if the participant has read as far here meanwhile. */
export function importedMarkUpdate(threadId: string, role: Role, mark: Mark) {
  return {
    Key: keys.thread(threadId),
    UpdateExpression: `SET #mark = :mark, ${counting}`,
    ConditionExpression:
      'attribute_not_exists(#mark) OR #mark.#seq < :seq OR (#mark.#seq = :seq AND #mark.#others < :others)',
    ExpressionAttributeNames: { '#mark': `read_${role}`, '#seq': 'seq', '#others': 'others', ...countingNames },
    ExpressionAttributeValues: { ':mark': fromMark(mark), ':seq': mark.seq, ':others': mark.others, ':one': 1 },
  };
}

/** What has changed of a thread; what is undefined stays. */
export interface StateChange {
  isActive?: boolean | undefined;
  /** Null: the thread's last activity is that of its head again. */
  oldActivity?: OldActivity | null | undefined;
  /** Null: the job was deleted. */
  job?: Job | null | undefined;
  /** The step that the inbox rows carry now. */
  step?: number | undefined;
}

export function stateUpdate(thread: Thread, { isActive, oldActivity, job, step }: StateChange) {
  const sets: [name: string, value: unknown][] = [];
  const removes: string[] = [];
  if (oldActivity === null) removes.push('old_activity');
  else if (oldActivity !== undefined) sets.push(['old_activity', fromOldActivity(oldActivity)]);
  if (job === null) removes.push('job');
  else if (job !== undefined) sets.push(['job', { ...job, named_by: 'marketplace' }]);
  if (step !== undefined) sets.push(['step', step]);
  if (isActive !== undefined) sets.push(['is_active', isActive], ['#imported.#active', isActive]);
  if (isActive === true) removes.push('closed_by');
  if (isActive === false) sets.push(['closed_by', 'marketplace']);
  const clauses = [...sets.map(([name], index) => `${name} = :v${index}`), counting];
  return {
    Key: keys.thread(thread.id),
    UpdateExpression: `SET ${clauses.join(', ')}${removes.length === 0 ? '' : ` REMOVE ${removes.join(', ')}`}`,
    ConditionExpression: 'attribute_exists(PK)',
    ExpressionAttributeNames: { ...countingNames, ...(isActive === undefined ? {} : { '#active': 'active' }) },
    ExpressionAttributeValues: {
      ...Object.fromEntries(sets.map(([, value], index) => [`:v${index}`, value])),
      ':one': 1,
    },
  };
}
