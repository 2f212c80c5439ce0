import { useChat } from '../state/chat.ts';
import { chooseTheme, theme, themes } from '../state/theme.ts';
import { strings } from '../strings.ts';
import { Avatar } from './Avatar.tsx';
import { Menu } from './Menu.tsx';

/** Who is signed in, the appearance, and the way out. */
export function AccountMenu() {
  const { me, signOut } = useChat();
  const chosen = theme.use();
  return (
    <Menu
      label={strings.signIn.account(me.username)}
      trigger={<Avatar user={me} size="small" />}
      items={[{ label: strings.signIn.signOut, icon: 'signOut', onSelect: signOut }]}
    >
      <p className="menu-note">{strings.signIn.signedInAs(me.username)}</p>
      <div className="segments" role="radiogroup" aria-label={strings.theme.label}>
        {themes.map((name) => (
          <label key={name}>
            <input
              className="visually-hidden"
              type="radio"
              name="theme"
              checked={name === chosen}
              onChange={() => chooseTheme(name)}
            />
            {strings.theme[name]}
          </label>
        ))}
      </div>
    </Menu>
  );
}
