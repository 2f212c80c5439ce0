import type { InboxFilter } from '../view/inbox-filter.ts';
import { words } from '../words/index.ts';

interface InboxFilterChoiceProps {
  filters: readonly InboxFilter[];
  chosen: InboxFilter;
  onChange: (filter: InboxFilter) => void;
}

/** Chooses which conversations the inbox shows. */
export function InboxFilterChoice({ filters, chosen, onChange }: InboxFilterChoiceProps) {
  return (
    <div className="segments inbox-filter" role="radiogroup" aria-label={words.inbox.filter}>
      {filters.map((filter) => (
        <label key={filter}>
          <input
            className="visually-hidden"
            type="radio"
            name="inbox-filter"
            checked={filter === chosen}
            onChange={() => onChange(filter)}
          />
          {words.inbox.filters[filter]}
        </label>
      ))}
    </div>
  );
}
