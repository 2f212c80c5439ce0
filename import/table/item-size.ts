/** DynamoDB's own limit of an item. (DynamoDB Developer Guide, "Quotas".) */
export const itemBytesMax = 400 * 1024;

/** What a number, a boolean, and an element of a list or map take at most. */
const otherBytes = 24;

/** About how large DynamoDB counts an item, never less. (DynamoDB Developer Guide, "Item sizes and formats".) */
export function itemBytes(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value) + 1;
  if (value instanceof Uint8Array) return value.length + 1;
  if (typeof value !== 'object' || value === null) return otherBytes;
  let bytes = otherBytes;
  for (const [name, one] of Object.entries(value)) bytes += Buffer.byteLength(name) + itemBytes(one) + 1;
  return bytes;
}
