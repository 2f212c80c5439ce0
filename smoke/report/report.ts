import { CheckFailed, NotApplicable } from './outcome.ts';

const width = 'not applicable'.length;

/** Prints a line for each check, and counts how they ended. */
export class Report {
  readonly counts = { ok: 0, failed: 0, notApplicable: 0 };

  constructor(private readonly print: (line: string) => void) {}

  ok(name: string): void {
    this.counts.ok += 1;
    this.line('ok', name);
  }

  notApplicable(name: string, { reason }: NotApplicable): void {
    this.counts.notApplicable += 1;
    this.line('not applicable', `${name}: ${reason}`);
  }

  failed(name: string, error: unknown): void {
    this.counts.failed += 1;
    this.line('FAILED', `${name}: ${reasonOf(error)}`);
  }

  summary(): void {
    const { ok, failed, notApplicable } = this.counts;
    this.print(`${ok} ok, ${failed} failed, ${notApplicable} not applicable`);
  }

  private line(result: string, text: string): void {
    this.print(`${result.padEnd(width)}  ${text}`);
  }
}

/** One line. Errors of the AWS SDK need their name: their messages rarely say which error it is. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  const text = `${error instanceof CheckFailed || error.name === 'Error' ? '' : `${error.name}: `}${error.message}${cause}`;
  return text.replace(/\s*\n\s*/g, ' ');
}
