/** What one page may look through (SR-3). */
const pageBytes = 4 * 1024 * 1024;
const pageMs = 2_000;

/** What a page has looked through so far, and whether it has to end. */
export class Budget {
  private bytes = 0;
  private isClosed = false;
  private readonly endMs: number;

  /** @param clockMs milliseconds that only grow */
  constructor(private readonly clockMs: () => number) {
    this.endMs = clockMs() + pageMs;
  }

  spend(bytes: number): void {
    this.bytes += bytes;
  }

  /** Nothing more is read, because the page is full. */
  close(): void {
    this.isClosed = true;
  }

  get bytesLeft(): number {
    return this.isSpent ? 0 : pageBytes - this.bytes;
  }

  get isSpent(): boolean {
    return this.isClosed || this.bytes >= pageBytes || this.clockMs() >= this.endMs;
  }
}
