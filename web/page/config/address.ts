/**
 * The address of a thread, or of a message in it. It is in the hash, so that any static host can serve it and the Back
 * button works.
 */
export function hrefOf(threadId: string, seq?: number): string {
  return `#/thread/${encodeURIComponent(threadId)}${seq === undefined ? '' : `/${seq}`}`;
}
