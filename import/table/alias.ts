import { aliasOf, fromAlias } from '../../lambdas/data/items/thread.ts';
import { keys } from '../../lambdas/data/keys.ts';
import type { Problem } from '../map/problem.ts';
import type { ImportedThread } from '../map/thread.ts';
import type { Target } from './target.ts';

/**
 * Makes the triple lead to the imported thread (IM-4). Reports a conversation about the same that was begun here, which
 * stays what the triple means.
 */
export async function writeAlias({ table }: Target, { thread, aliasFrom }: ImportedThread): Promise<Problem | null> {
  if (aliasFrom === null) return null;
  const Key = keys.thread(aliasFrom);
  const known = await table.get({ Key, ConsistentRead: true });
  if (known !== undefined && aliasOf(known) === thread.id) return null;
  const written = await table.put({
    Item: { ...Key, ...fromAlias(thread.id) },
    ConditionExpression: 'attribute_not_exists(PK) OR attribute_exists(#alias)',
    ExpressionAttributeNames: { '#alias': 'alias' },
  });
  if (written.held) return null;
  const reason = `asking for its client, freelancer and job finds thread ${aliasFrom}, which was begun here`;
  return { row: `thread ${thread.id}`, reason };
}
