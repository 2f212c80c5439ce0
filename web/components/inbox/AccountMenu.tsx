import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useChat } from '@marketplace-chat/react';
import { AlertChoices } from '../alerts/AlertChoices.tsx';
import { Avatar } from '../controls/Avatar.tsx';
import { Menu, type MenuItem } from '../controls/Menu.tsx';
import { chooseTheme, theme, themes } from '../state/theme.ts';
import { nameOf } from '../view/names.ts';
import { words } from '../words/index.ts';
import { LanguageChoice } from './LanguageChoice.tsx';
import { showShortcuts } from './Shortcuts.tsx';
import { SignOutDialog } from './SignOutDialog.tsx';

/** Whether the menu is mounted again because its user has chosen a language. */
let takesFocus = false;

interface AccountMenuProps {
  onSignOut: () => void;
  /** Further choices of notifications. */
  alerts?: ReactNode;
  /** Further actions. */
  items?: readonly MenuItem[];
}

/** Shows who is signed in, and offers the appearance, the language, what draws attention, and signing out. */
export function AccountMenu({ onSignOut, alerts, items = [] }: AccountMenuProps) {
  const { client, me } = useChat();
  const [unsent, setUnsent] = useState(0);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // After the composer, which takes the focus when it is drawn.
    if (takesFocus) setTimeout(() => button.current?.focus());
    takesFocus = false;
  }, []);
  const signOutOrAsk = async () => {
    const count = await client.countUnsent();
    if (count === 0) onSignOut();
    else setUnsent(count);
  };
  return (
    <>
      <Menu
        buttonRef={button}
        label={words.signIn.account(nameOf(me))}
        trigger={<Avatar user={me} size="small" />}
        items={[
          ...items,
          { label: words.shortcuts.open, icon: 'keyboard', onSelect: showShortcuts },
          { label: words.signIn.signOut, icon: 'signOut', onSelect: () => void signOutOrAsk() },
        ]}
      >
        <p className="menu-note">{words.signIn.signedInAs(nameOf(me))}</p>
        <ThemeChoice />
        <LanguageChoice onChoose={() => (takesFocus = true)} />
        <AlertChoices>{alerts}</AlertChoices>
      </Menu>
      {unsent > 0 && <SignOutDialog unsent={unsent} onSignOut={onSignOut} onClose={() => setUnsent(0)} />}
    </>
  );
}

function ThemeChoice() {
  const chosen = theme.use();
  return (
    <div className="segments" role="radiogroup" aria-label={words.theme.label}>
      {themes.map((name) => (
        <label key={name}>
          <input
            className="visually-hidden"
            type="radio"
            name="theme"
            checked={name === chosen}
            onChange={() => chooseTheme(name)}
          />
          {words.theme[name]}
        </label>
      ))}
    </div>
  );
}
