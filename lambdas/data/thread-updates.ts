import type { Role } from '../../protocol/objects.ts';
import type { Names } from '../chat/model/names.ts';
import type { Author, Head, Mark, NameSource, Thread } from '../chat/model/types.ts';
import type { ActivityChange, HeadChange, ToldChange } from '../chat/ports/store.ts';
import { ownAttribute } from './items/own-side.ts';
import { fromHead, fromMark, fromNewThread, fromTold } from './items/thread.ts';
import { keys } from './keys.ts';

/** The writes of a thread's own row. */

/** There is one thread for a triple: a second call to create it finds the first one's row. */
export function newThreadPut(thread: Thread) {
  return {
    Item: { ...keys.thread(thread.id), ...fromNewThread(thread) },
    ConditionExpression: 'attribute_not_exists(PK)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

const unreadValue = (who: Role[]) => (who.length === 0 ? {} : { ':unread': new Set(who) });

/** The ADD clause for participants whose unread rows were written, and for a thread that is reopened. */
function adding(who: Role[], { reopens }: { reopens: boolean }) {
  const clauses = [...(who.length === 0 ? [] : ['unread_for :unread']), ...(reopens ? ['opens :one'] : [])];
  return {
    clause: clauses.length === 0 ? '' : ` ADD ${clauses.join(', ')}`,
    values: { ...unreadValue(who), ...(reopens ? { ':one': 1 } : {}) },
  };
}

/** A row of an earlier version has no `told`. */
const toldAsKnown = '(told = :known OR attribute_not_exists(told))';

/** A write of only the head leaves `told` as it is; a row without `told` gets what its absence has meant so far. */
function tellingWith({ knownTold, told }: HeadChange) {
  const known = fromTold(knownTold);
  if (told === null)
    return { clause: 'told = if_not_exists(told, :known)', condition: '', values: { ':known': known } };
  const values = { ':told': fromTold(told), ':known': known };
  return { clause: 'told = :told', condition: ` AND ${toldAsKnown}`, values };
}

export function toldUpdate(threadId: string, { known, next }: ToldChange) {
  return {
    Key: keys.thread(threadId),
    UpdateExpression: 'SET told = :told',
    ConditionExpression: `attribute_exists(PK) AND ${toldAsKnown}`,
    ExpressionAttributeValues: { ':told': fromTold(next), ':known': fromTold(known) },
    ReturnValues: 'ALL_NEW' as const,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

/**
 * The head moves forward only: a message that a newer one has overtaken writes nothing, and neither does an older
 * revision. A failed condition returns the row with the newer head.
 */
export function headUpdate(threadId: string, head: Head, change: HeadChange) {
  const { step, revive, addUnreadFor, knownUnreadFor } = change;
  const isNewer = 'last_seq < :seq';
  const isRevised = '(last_seq = :seq AND last_rev < :rev)';
  const stillUnread = knownUnreadFor.map((role) => ` AND contains(unread_for, :${role})`).join('');
  const reviving = revive ? ', is_active = :true REMOVE hidden_for, closed_by' : '';
  const added = adding(addUnreadFor, { reopens: revive });
  const telling = tellingWith(change);
  return {
    Key: keys.thread(threadId),
    UpdateExpression: `SET last_seq = :seq, last_rev = :rev, #last = :last, step = :step, ${telling.clause}${reviving}${added.clause}`,
    ConditionExpression: `attribute_exists(PK) AND (${isNewer} OR ${isRevised})${stillUnread}${telling.condition}`,
    ExpressionAttributeNames: { '#last': 'last' },
    ExpressionAttributeValues: {
      ':seq': head.seq,
      ':rev': head.revision,
      ':last': fromHead(head),
      ':step': step,
      ...(revive ? { ':true': true } : {}),
      ...Object.fromEntries(knownUnreadFor.map((role) => [`:${role}`, role])),
      ...added.values,
      ...telling.values,
    },
    ReturnValues: 'ALL_NEW' as const,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

/** The marketplace opens or closes the thread, for both participants. */
export function activityUpdate(threadId: string, { isActive, addUnreadFor }: ActivityChange) {
  const { clause, values } = adding(addUnreadFor, { reopens: true });
  const state = isActive
    ? 'SET is_active = :active REMOVE hidden_for, closed_by'
    : 'SET is_active = :active, closed_by = :by REMOVE hidden_for';
  return {
    Key: keys.thread(threadId),
    UpdateExpression: `${state}${clause}`,
    ConditionExpression: 'attribute_exists(PK)',
    ExpressionAttributeValues: { ':active': isActive, ...(isActive ? {} : { ':by': 'marketplace' }), ...values },
  };
}

/**
 * An update of the row's state. It fails if the row does not exist, or if `condition` does not hold; then it returns
 * the row as it is.
 */
function stateUpdate(threadId: string, expression: string, values: Record<string, unknown>, condition?: string) {
  return {
    Key: keys.thread(threadId),
    UpdateExpression: expression,
    ConditionExpression: `attribute_exists(PK)${condition === undefined ? '' : ` AND (${condition})`}`,
    ExpressionAttributeValues: values,
    ReturnValues: 'ALL_NEW' as const,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

/** An active thread has no `closed_by`; once it is closed, the first closer stays in it. */
export function closeUpdate(threadId: string, by: Author) {
  const values = { ':active': true, ':inactive': false, ':by': by };
  return stateUpdate(threadId, 'SET is_active = :inactive, closed_by = :by', values, 'is_active = :active');
}

export function hideUpdate(threadId: string, role: Role) {
  const expression = 'SET is_active = :inactive, closed_by = if_not_exists(closed_by, :by) ADD hidden_for :role';
  return stateUpdate(threadId, expression, { ':inactive': false, ':by': role, ':role': new Set([role]) });
}

export function reopenUpdate(threadId: string, addUnreadFor: Role[]) {
  const { clause, values } = adding(addUnreadFor, { reopens: true });
  const expression = `SET is_active = :active REMOVE hidden_for, closed_by${clause}`;
  return stateUpdate(threadId, expression, { ':active': true, ...values });
}

/** Not if anybody but the role has closed it. */
export function openForUpdate(threadId: string, role: Role, addUnreadFor: Role[]) {
  const { clause, values } = adding(addUnreadFor, { reopens: true });
  const expression = `SET is_active = :active REMOVE closed_by${clause} DELETE hidden_for :role`;
  const condition = 'is_active = :active OR attribute_not_exists(closed_by) OR closed_by = :by';
  return stateUpdate(
    threadId,
    expression,
    { ':active': true, ':by': role, ':role': new Set([role]), ...values },
    condition,
  );
}

export function listForUpdate(threadId: string, role: Role, addUnreadFor: Role[]) {
  const { clause, values } = adding(addUnreadFor, { reopens: true });
  return stateUpdate(threadId, `${clause.trim()} DELETE hidden_for :role`, { ':role': new Set([role]), ...values });
}

/**
 * A participant's mark moves forward only, or covers messages up to it that the imported mark does not count. Reading
 * ends that the thread is marked as unread (ME-2).
 */
export function markUpdate(threadId: string, role: Role, mark: Mark) {
  return {
    Key: keys.thread(threadId),
    UpdateExpression: 'SET #mark = :mark REMOVE #marked',
    ConditionExpression:
      'attribute_exists(PK) AND (attribute_not_exists(#mark) OR #mark.#seq < :seq OR (#mark.#seq = :seq AND #mark.#others < :others))',
    ExpressionAttributeNames: {
      '#mark': `read_${role}`,
      '#seq': 'seq',
      '#others': 'others',
      '#marked': ownAttribute('markedAtCount', role),
    },
    ExpressionAttributeValues: { ':mark': fromMark(mark), ':seq': mark.seq, ':others': mark.others },
    ReturnValues: 'ALL_OLD' as const,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

/** The name of a token does not replace one that the marketplace has given. */
export function renameUpdate(
  threadId: string,
  { client, freelancer, jobTitle }: Names,
  source: Exclude<NameSource, 'user'>,
) {
  const parts = [
    { part: 'client', attribute: 'username', name: client },
    { part: 'freelancer', attribute: 'username', name: freelancer },
    { part: 'job', attribute: 'title', name: jobTitle },
  ].filter(({ name }) => name !== undefined);
  const sets = parts.flatMap(({ part, attribute }) => [
    `${part}.${attribute} = :${part}`,
    `${part}.named_by = :source`,
  ]);
  const keeps = parts.map(({ part }) => ` AND (attribute_not_exists(${part}.named_by) OR ${part}.named_by = :source)`);
  return {
    Key: keys.thread(threadId),
    UpdateExpression: `SET ${sets.join(', ')}`,
    ConditionExpression: `attribute_exists(PK)${source === 'token' ? keeps.join('') : ''}`,
    ExpressionAttributeValues: {
      ':source': source,
      ...Object.fromEntries(parts.map(({ part, name }) => [`:${part}`, name])),
    },
    ReturnValues: 'ALL_NEW' as const,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

/**
 * Messages that have come since the thread was read must not be taken for read, so the condition holds for the
 * read head only.
 */
export function unreadClearing({ id, head, hiddenFor }: Thread, role: Role) {
  const isHidden = hiddenFor.includes(role);
  return {
    Key: keys.thread(id),
    UpdateExpression: 'DELETE unread_for :unread',
    ConditionExpression: isHidden ? 'contains(hidden_for, :role)' : 'last_seq = :seq',
    ExpressionAttributeValues: {
      ...unreadValue([role]),
      ...(isHidden ? { ':role': role } : { ':seq': head?.seq ?? 0 }),
    },
  };
}
