/**
 * Does the work for each, `max` of them at once. One that fails keeps none of the others from being done; its error is thrown
 * at the end.
 */
export async function eachLimited<T>(list: T[], max: number, work: (one: T) => Promise<void>): Promise<void> {
  const queue = list.values();
  const errors: unknown[] = [];
  const worker = async () => {
    for (const one of queue) await work(one).catch((error: unknown) => errors.push(error));
  };
  await Promise.all(Array.from({ length: Math.min(max, list.length) }, worker));
  if (errors.length > 0) throw errors[0];
}
