import { strings } from '../view/strings.ts';

interface InboxFilterProps {
  onlyClosed: boolean;
  onChange: (onlyClosed: boolean) => void;
}

/** Chooses between all conversations and only the closed ones. */
export function InboxFilter({ onlyClosed, onChange }: InboxFilterProps) {
  const option = (label: string, value: boolean) => (
    <label>
      <input
        className="visually-hidden"
        type="radio"
        name="inbox-filter"
        checked={onlyClosed === value}
        onChange={() => onChange(value)}
      />
      {label}
    </label>
  );
  return (
    <div className="segments inbox-filter" role="radiogroup" aria-label={strings.inbox.filter}>
      {option(strings.inbox.all, false)}
      {option(strings.inbox.closed, true)}
    </div>
  );
}
