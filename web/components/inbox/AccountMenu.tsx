import { useState } from 'react';
import { useChat } from '@marketplace-chat/react';
import { AlertChoices } from '../alerts/AlertChoices.tsx';
import { Avatar } from '../controls/Avatar.tsx';
import { Menu } from '../controls/Menu.tsx';
import { chooseTheme, theme, themes } from '../state/theme.ts';
import { nameOf } from '../view/names.ts';
import { words } from '../words/index.ts';
import { showShortcuts } from './Shortcuts.tsx';
import { SignOutDialog } from './SignOutDialog.tsx';

/** Shows who is signed in, and offers the appearance and signing out. */
export function AccountMenu({ onSignOut }: { onSignOut: () => void }) {
  const { client, me } = useChat();
  const [unsent, setUnsent] = useState(0);
  const signOutOrAsk = async () => {
    const count = await client.countUnsent();
    if (count === 0) onSignOut();
    else setUnsent(count);
  };
  return (
    <>
      <Menu
        label={words.signIn.account(nameOf(me))}
        trigger={<Avatar user={me} size="small" />}
        items={[
          { label: words.shortcuts.open, icon: 'keyboard', onSelect: showShortcuts },
          { label: words.signIn.signOut, icon: 'signOut', onSelect: () => void signOutOrAsk() },
        ]}
      >
        <p className="menu-note">{words.signIn.signedInAs(nameOf(me))}</p>
        <ThemeChoice />
        <AlertChoices />
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
