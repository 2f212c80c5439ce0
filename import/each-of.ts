/** Works on the items as they come, at most `max` at once. The first error ends it. */
export async function eachOf<T>(items: AsyncIterable<T>, max: number, work: (item: T) => Promise<void>): Promise<void> {
  const iterator = items[Symbol.asyncIterator]();
  let isOver = false;
  const worker = async () => {
    while (!isOver) {
      const { done, value } = await iterator.next();
      if (done === true) return;
      await work(value);
    }
  };
  const workers = Array.from({ length: max }, () =>
    worker().catch((error: unknown) => {
      isOver = true;
      throw error;
    }),
  );
  await Promise.all(workers);
}
