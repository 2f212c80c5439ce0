import { Icon } from '../controls/Icon.tsx';
import { cancels } from '../view/keys.ts';
import { words } from '../words/index.ts';

export function SearchField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <div className="search" role="search">
      <Icon name="search" />
      <input
        type="search"
        value={value}
        maxLength={200}
        placeholder={words.inbox.search}
        aria-label={words.inbox.search}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => cancels(event) && onChange('')}
      />
      {value !== '' && (
        <button type="button" className="icon-button" aria-label={words.inbox.clearSearch} onClick={() => onChange('')}>
          <Icon name="close" />
        </button>
      )}
    </div>
  );
}
