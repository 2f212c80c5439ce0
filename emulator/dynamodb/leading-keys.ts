import type { AttributeValue, Item, ItemRequest } from './operations.ts';

/**
 * The values of the partition key that a request names in its key, item, batch or key condition. Null if it names none,
 * or if one of its items has none, so that the rows cannot be determined.
 */
export function leadingKeysOf(request: ItemRequest, batch: Item[], partitionKey: string): string[] | null {
  const items = [request.Key, request.Item, ...batch].flatMap((item) =>
    item === undefined ? [] : [item[partitionKey]],
  );
  const conditions = [
    ...expressionValues(request, partitionKey),
    ...(request.KeyConditions?.[partitionKey]?.AttributeValueList ?? []),
  ];
  const texts = [...items, ...conditions].map(textOf);
  const known = texts.filter((text) => text !== null);
  return known.length === 0 || known.length < texts.length ? null : known;
}

/** The number, text or base64 in `{"S": "…"}`; null for anything else. */
function textOf(value: AttributeValue | undefined): string | null {
  const types = Object.values(value ?? {});
  return types.length === 1 ? String(types[0]) : null;
}

/** The values that the key condition compares with the partition key by `=`, on either side. */
function expressionValues(request: ItemRequest, partitionKey: string): (AttributeValue | undefined)[] {
  const tokens = request.KeyConditionExpression?.match(/[<>]=?|=|,|[^\s()<>=,]+/g) ?? [];
  const nameOf = (token: string) => (token.startsWith('#') ? request.ExpressionAttributeNames?.[token] : token);
  const isPartitionKey = (token = '') => nameOf(token) === partitionKey;
  return tokens.flatMap((token, index) => {
    const sides = [tokens[index - 1], tokens[index + 1]];
    if (token !== '=' || !sides.some(isPartitionKey)) return [];
    return [request.ExpressionAttributeValues?.[sides.find((side) => !isPartitionKey(side)) ?? '']];
  });
}
