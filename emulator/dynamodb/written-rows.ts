import type { TableModel } from './model.ts';
import type { Item, ItemRequest } from './operations.ts';

/** A row that a request writes. */
export interface WrittenRow {
  table: TableModel;
  key: Item;
  /** Table and key as text. */
  id: string;
}

/** The rows of these tables that a request puts, updates or deletes; none for one that only reads. */
export function rowsWrittenBy(operation: string, request: ItemRequest, tables: TableModel[]): WrittenRow[] {
  const row = ({ TableName, Key, Item }: Pick<ItemRequest, 'TableName' | 'Key' | 'Item'>): WrittenRow[] => {
    const table = tables.find(({ name, arn }) => TableName === name || TableName === arn);
    return table ? [rowOf(table, Key ?? Item ?? {})] : [];
  };
  switch (operation) {
    case 'PutItem':
    case 'UpdateItem':
    case 'DeleteItem':
      return row(request);
    case 'TransactWriteItems':
      return (request.TransactItems ?? []).flatMap(({ Put, Update, Delete }) => row(Put ?? Update ?? Delete ?? {}));
    case 'BatchWriteItem':
      return Object.entries(request.RequestItems ?? {}).flatMap(([TableName, batch]) =>
        Array.isArray(batch)
          ? batch.flatMap(({ PutRequest, DeleteRequest }) => row({ TableName, ...PutRequest, ...DeleteRequest }))
          : [],
      );
    default:
      return [];
  }
}

/** What a batch puts in the place of each of its rows; null where it deletes. */
export function itemsPutBy({ RequestItems = {} }: ItemRequest): (Item | null)[] {
  return Object.values(RequestItems).flatMap((batch) =>
    Array.isArray(batch) ? batch.map(({ PutRequest }) => PutRequest?.Item ?? null) : [],
  );
}

/** The row of an item, or of a key. */
export function rowOf(table: TableModel, item: Item): WrittenRow {
  const names = [table.partitionKey, ...(table.sortKey === null ? [] : [table.sortKey])];
  const key = Object.fromEntries(names.map((name) => [name, item[name] ?? {}]));
  return { table, key, id: JSON.stringify([table.name, key]) };
}
