import type { User } from '../../../protocol/objects.ts';
import { nameOf } from '../view/names.ts';
import { hueOf, initials } from '../view/person.ts';

/** A person's initials in that person's colour. Hidden from screen readers, because the name is next to it. */
export function Avatar({
  user,
  size = 'normal',
  online = false,
}: {
  user: User;
  size?: 'normal' | 'small';
  online?: boolean;
}) {
  return (
    <span className="avatar" data-size={size} data-hue={hueOf(user.id)} aria-hidden="true">
      {initials(nameOf(user))}
      {online && <span className="presence" />}
    </span>
  );
}
