import { limits } from '../../protocol/limits.ts';
import { ok } from './api/results.ts';
import type { Result, ThreadLog } from './api/types.ts';
import type { Driver } from './driver.ts';
import type { RestClient } from './rest/rest.ts';

type Query = Parameters<RestClient['listMessages']>[1];

/** Loads pages of logs by REST. The same page is asked for once at a time. */
export class LogPages {
  private readonly loading = new Map<string, Promise<Result<ThreadLog>>>();

  constructor(
    private readonly driver: Driver,
    private readonly log: (threadId: string) => ThreadLog,
  ) {}

  /** Loads the page before the first message of the log, or of its window if there is one. */
  older(threadId: string): Promise<Result<ThreadLog>> {
    const log = this.log(threadId);
    const { hasOlder, messages } = log.window ?? log;
    const first = messages[0];
    if (!hasOlder || first === undefined) return Promise.resolve(ok(log));
    return this.load('older', threadId, { before_seq: first.seq });
  }

  /** Loads the page after the last message of the log's window. */
  newer(threadId: string): Promise<Result<ThreadLog>> {
    const log = this.log(threadId);
    const last = log.window?.messages.at(-1);
    return last === undefined ? Promise.resolve(ok(log)) : this.load('newer', threadId, { after_seq: last.seq });
  }

  /** Loads what is around a message that is neither in the log nor in its window. It becomes the log's window. */
  around(threadId: string, seq: number): Promise<Result<ThreadLog>> {
    return this.load('around', threadId, { around_seq: seq });
  }

  /** Leaves the log's window, for the newest messages. */
  showNewest(threadId: string): void {
    this.driver.dispatch({ kind: 'end_window', threadId });
  }

  private load(kind: 'older' | 'newer' | 'around', threadId: string, query: Query): Promise<Result<ThreadLog>> {
    const key = JSON.stringify([threadId, query]);
    const loading = this.loading.get(key) ?? this.fetch(kind, threadId, query).finally(() => this.loading.delete(key));
    this.loading.set(key, loading);
    return loading;
  }

  private async fetch(kind: 'older' | 'newer' | 'around', threadId: string, query: Query): Promise<Result<ThreadLog>> {
    const page = await this.driver.rest.listMessages(threadId, { ...query, limit: limits.pageMax });
    if (!page.ok) return page;
    this.driver.dispatch({ kind, threadId, messages: page.value.results });
    return ok(this.log(threadId));
  }
}
