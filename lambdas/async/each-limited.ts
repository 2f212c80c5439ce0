/**
 * Does the work for each item, at most `max` at once. A failure does not keep the other items from being worked on; the
 * first error is thrown at the end.
 */
export async function eachLimited<T>(items: T[], max: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const errors: unknown[] = [];
  const worker = async () => {
    for (const item of queue) await work(item).catch((error: unknown) => errors.push(error));
  };
  await Promise.all(Array.from({ length: Math.min(max, items.length) }, worker));
  if (errors.length > 0) throw errors[0];
}
