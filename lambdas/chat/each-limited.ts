/** Does the work for each, in turn, `max` of them at once; the first error ends it. */
export async function eachLimited<T>(list: T[], max: number, work: (one: T) => Promise<void>): Promise<void> {
  const queue = list.values();
  const worker = async () => {
    for (const one of queue) await work(one);
  };
  await Promise.all(Array.from({ length: Math.min(max, list.length) }, worker));
}
