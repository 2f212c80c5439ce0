import { createStore } from '@marketplace-chat/react';
import { Dialog } from '../controls/Dialog.tsx';
import { useShortcuts } from '../hooks/use-shortcuts.ts';
import { words, type Words } from '../words/index.ts';

const isShown = createStore(false);

export function showShortcuts(): void {
  isShown.set(true);
}

/** The keys of each shortcut; the texts name them. */
const keys: [keyof Words['shortcuts']['keys'], string[][]][] = [
  ['search', [['control', 'K']]],
  ['find', [['control', 'F']]],
  ['next', [['alt', '↓']]],
  ['previous', [['alt', '↑']]],
  ['send', [['enter']]],
  ['line', [['shift', 'enter']]],
  ['editLast', [['↑']]],
  ['messages', [['↑'], ['↓']]],
  ['actions', [['enter']]],
  ['help', [['?']]],
];

/** A combination of keys, with those that have names called as on the reader's keyboard. */
function textOf(combination: readonly string[]): string {
  const { names } = words.shortcuts;
  return combination.map((key) => (Object.hasOwn(names, key) ? names[key as keyof typeof names] : key)).join('+');
}

/** The list of shortcuts, once the user has asked for it. */
export function Shortcuts() {
  const shown = isShown.use();
  useShortcuts({ help: showShortcuts });
  if (!shown) return null;
  return (
    <Dialog title={words.shortcuts.title} onClose={() => isShown.set(false)}>
      <dl className="facts">
        {keys.map(([name, combinations]) => (
          <div key={name} className="shortcut">
            <dt>{words.shortcuts.keys[name]}</dt>
            <dd>
              {combinations.map(textOf).map((combination) => (
                <kbd key={combination}>{combination}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <div className="dialog-actions">
        <button type="button" className="button" onClick={() => isShown.set(false)}>
          {words.shortcuts.close}
        </button>
      </div>
    </Dialog>
  );
}
