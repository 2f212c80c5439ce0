import type { Report } from './report.ts';

/** What a run has made and must remove. The last one made is removed first. */
export class Undo {
  readonly #steps: { what: string; remove: () => Promise<unknown> }[] = [];

  /** Call it right after the thing was made. */
  add(what: string, remove: () => Promise<unknown>): void {
    this.#steps.push({ what, remove });
  }

  /**
   * Removes everything, also where one of the steps fails: each failure is a line of the report that names
   * what is left.
   */
  async run(report: Report): Promise<void> {
    const name = 'everything that the run made is removed';
    let left = 0;
    for (const { what, remove } of this.#steps.splice(0).reverse()) {
      try {
        await remove();
      } catch (error) {
        left += 1;
        report.failed(`${name}, ${what}`, error);
      }
    }
    if (left === 0) report.ok(name);
  }
}
