/** What the keys of a message's metadata mean. Only those at the top level do: an object inside may have any. */

/** Set by the chat in each message of the marketplace (SYS-10). */
const eventKeys: readonly string[] = ['event', 'action'];

/** Keys that the marketplace stores for itself. They are sent to no user (SYS-11). */
function isPrivateKey(key: string): boolean {
  return key.startsWith('_');
}

/** Keys that users may not send: a page trusts them to come from the marketplace. */
export function isReservedKey(key: string): boolean {
  return eventKeys.includes(key) || isPrivateKey(key);
}

/** Keys that a service does not give in `metadata`, because the chat sets them. */
export function isEventKey(key: string): boolean {
  return eventKeys.includes(key);
}

/** The metadata as users get it. A key called `__proto__` is private too, and changes no prototype. */
export function withoutPrivateKeys(metadata: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(metadata).filter(([key]) => !isPrivateKey(key)));
}
