import type { SearchStore } from '../chat/ports/search-store.ts';
import type { SearchRules } from '../chat/ports/context.ts';
import type { RowSizes } from '../chat/search/row-sizes.ts';
import { searchMessages, understandSearch } from '../chat/search-messages.ts';
import { ok, type AnswersOf, type BaseParts } from './answer-request.ts';
import type { SearchPages } from './search-pages.ts';

/** What a search works with. */
export interface SearchParts extends BaseParts {
  logs: SearchStore;
  rules: BaseParts['rules'] & SearchRules;
  /** What the process remembers. */
  rowSizes: RowSizes;
  pages: SearchPages;
}

/** What the function `search` answers. A request that makes no sense is no page. */
export const searchAnswers: AnswersOf<'search', SearchParts> = {
  async search({ caller, logs: store, rowSizes, pages, rules, nowMs }, { query }) {
    const search = understandSearch(caller, query);
    pages.count(caller.userId, rules.searchLimit, nowMs);
    return ok(await searchMessages({ store, caller, rowSizes, clockMs: () => performance.now() }, search));
  },
};
