/** Bounds the memory: an entry has a hundred bytes. */
const rememberedMax = 10_000;
/** A message of 200 characters with what is stored beside it. */
const ordinaryBytes = 700;

/**
 * How large the messages of a user's conversations are, as a process has met them. It decides how many conversations
 * are looked through side by side: a user with large messages costs too much once in each process.
 */
export class RowSizes {
  /** By user; the user who searched longest ago comes first. */
  private readonly sizes = new Map<string, number>();

  bytesOf(userId: string): number {
    return this.sizes.get(userId) ?? ordinaryBytes;
  }

  learn(userId: string, { rows, bytes }: { rows: number; bytes: number }): void {
    if (rows === 0) return;
    const before = this.sizes.get(userId);
    this.sizes.delete(userId);
    this.sizes.set(userId, Math.max(ordinaryBytes, bytes / rows, (before ?? 0) / 2));
    const [oldest] = this.sizes.keys();
    if (this.sizes.size > rememberedMax && oldest !== undefined) this.sizes.delete(oldest);
  }
}
