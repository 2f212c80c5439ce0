import { accountId, region } from '../primitives/pseudo-parameters.ts';
import type { AccessRequest } from '../iam/policy.ts';
import type { TableModel } from './model.ts';
import { leadingKeysOf } from './leading-keys.ts';
import { itemOperations, type BatchRequest, type Item, type ItemRequest } from './operations.ts';

/**
 * What a DynamoDB call needs of IAM: its action on the table, or on the index that it reads, with the partition keys
 * that it names. A transaction needs this for each of its items.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
 */
export function accessRequestsOf(operation: string, request: ItemRequest, tables: TableModel[]): AccessRequest[] {
  const access = (name: string, one: ItemRequest, keys: Item[] = []) =>
    accessRequest(tables, `dynamodb:${name}`, one, keys);
  if (request.TransactItems) {
    return request.TransactItems.flatMap((entry) =>
      Object.entries(entry).map(([kind, one]) => {
        const asked = access(transactionAction(kind), one);
        return { ...asked, context: { ...asked.context, 'dynamodb:EnclosingOperation': [operation] } };
      }),
    );
  }
  if (request.RequestItems) {
    return Object.entries(request.RequestItems).map(([TableName, batch]) =>
      access(operation, { TableName }, batchKeys(batch)),
    );
  }
  return [access(operation, request)];
}

/** `Put` in a transaction needs PutItem, `ConditionCheck` needs ConditionCheckItem. */
const transactionAction = (kind: string): string => `${kind}Item`;

function batchKeys(batch: BatchRequest[] | { Keys: Item[] }): Item[] {
  if (!Array.isArray(batch)) return batch.Keys;
  return batch.map(({ PutRequest, DeleteRequest }) => PutRequest?.Item ?? DeleteRequest?.Key ?? {});
}

function accessRequest(tables: TableModel[], action: string, request: ItemRequest, keys: Item[]): AccessRequest {
  if (request.TableName === undefined) return { action, resource: '*' };
  const table = tables.find(({ name, arn }) => request.TableName === name || request.TableName === arn);
  const tableArn = table?.arn ?? `arn:aws:dynamodb:${region}:${accountId}:table/${request.TableName}`;
  const resource = request.IndexName === undefined ? tableArn : `${tableArn}/index/${request.IndexName}`;
  if (!table || !namesKeys(action)) return { action, resource };
  const leadingKeys = leadingKeysOf(request, keys, partitionKeyOf(table, request.IndexName));
  if (leadingKeys === null) return { action, resource, undetermined: ['dynamodb:LeadingKeys'] };
  return { action, resource, context: { 'dynamodb:LeadingKeys': leadingKeys } };
}

/** Whether an action names partition keys. A scan reads all rows, and IAM sees no key of it. */
function namesKeys(action: string): boolean {
  const operation = action.replace('dynamodb:', '');
  return operation === 'ConditionCheckItem' || (operation !== 'Scan' && operation in itemOperations);
}

function partitionKeyOf(table: TableModel, indexName: string | undefined): string {
  return table.indexes.find(({ name }) => name === indexName)?.partitionKey ?? table.partitionKey;
}
