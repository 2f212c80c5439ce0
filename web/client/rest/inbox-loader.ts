import { limits } from '../../../protocol/limits.ts';
import type { Thread } from '../../../protocol/objects.ts';
import type { InboxView } from '../../../protocol/own-side.ts';
import type { ThreadPage } from '../../../protocol/results.ts';
import { fail, ok } from '../api/results.ts';
import type { Failure, Result } from '../api/types.ts';
import type { Input } from '../core/machine/inputs.ts';
import type { InboxState } from '../core/state/client.ts';
import { isThreadPage } from './pages.ts';
import type { RestClient } from './rest.ts';

interface Pages {
  threads: Thread[];
  cursor: string | null;
}

/** Loads the inbox by REST: the next page on demand, and everything loaded so far again after each reconnect. */
export class InboxLoader {
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly rest: RestClient,
    private readonly inbox: () => InboxState,
    private readonly dispatch: (input: Input) => void,
  ) {}

  /** Loads the first page, then with each call the next one, if there is one. */
  next(): Promise<Result<void>> {
    return this.inTurn(async () => {
      const { status, listed, cursor } = this.inbox();
      if (status === 'empty' || listed.size === 0) return this.whole();
      return cursor === null ? ok(undefined) : this.further(cursor);
    });
  }

  /** Loads everything again that is loaded, because it may have changed while no pushes arrived. */
  refresh(): Promise<Result<void>> {
    return this.inTurn(async () => {
      if (this.inbox().archive !== null) await this.wholeArchive();
      return this.inbox().status === 'empty' ? ok(undefined) : this.whole();
    });
  }

  /** Loads all archived threads. */
  archive(): Promise<Result<void>> {
    return this.inTurn(() => this.wholeArchive());
  }

  /** Runs one load after the other, so that each cursor belongs to the list that it continues. */
  private inTurn(load: () => Promise<Result<void>>): Promise<Result<void>> {
    const done = this.running.then(load);
    this.running = done;
    return done;
  }

  private async further(cursor: string): Promise<Result<void>> {
    const page = await this.page({ limit: limits.pageDefault, cursor });
    if (!page.ok) return this.failed(page.error);
    this.dispatch({
      kind: 'inbox_loaded',
      threads: page.value.results,
      cursor: page.value.next_cursor,
      isWhole: false,
      unread: null,
    });
    return ok(undefined);
  }

  private async whole(): Promise<Result<void>> {
    const count = this.inbox().listed.size;
    this.dispatch({ kind: 'inbox_loading' });
    const [unread, pages] = await Promise.all([this.rest.unreadCount(), this.pages({ count })]);
    if (!unread.ok) return this.failed(unread.error);
    if (!pages.ok) return this.failed(pages.error);
    this.dispatch({ kind: 'inbox_loaded', ...pages.value, isWhole: true, unread: unread.value.threads });
    return ok(undefined);
  }

  private async wholeArchive(): Promise<Result<void>> {
    const pages = await this.pages({ count: Infinity, view: 'archived' });
    if (!pages.ok) return pages;
    this.dispatch({ kind: 'archive_loaded', threads: pages.value.threads });
    return ok(undefined);
  }

  /** Loads pages until they hold `count` threads, and at least one. A page may be empty although more follow. */
  private async pages({ count, view }: { count: number; view?: InboxView }): Promise<Result<Pages>> {
    const limit = count > limits.pageDefault ? limits.pageMax : limits.pageDefault;
    const threads: Thread[] = [];
    let cursor: string | null = null;
    do {
      const page: Result<ThreadPage> = await this.page({
        limit,
        ...(view !== undefined && { view }),
        ...(cursor !== null && { cursor }),
      });
      if (!page.ok) return page;
      threads.push(...page.value.results);
      cursor = page.value.next_cursor;
    } while (cursor !== null && threads.length < Math.max(count, 1));
    return ok({ threads, cursor });
  }

  /** One page. A page that breaks the contract fails, so that the user sees it and can try again. */
  private async page(query: Parameters<RestClient['listThreads']>[0]): Promise<Result<ThreadPage>> {
    const page = await this.rest.listThreads(query);
    if (!page.ok || isThreadPage(page.value)) return page;
    return fail({ code: 'internal', message: 'The page of threads breaks the contract' });
  }

  private failed(failure: Failure): Result<void> {
    this.dispatch({ kind: 'inbox_failed', failure });
    return fail(failure);
  }
}
