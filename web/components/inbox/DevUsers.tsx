import { useEffect, useState } from 'react';
import type { User } from '../../../protocol/objects.ts';
import { fetchDevUsers } from '../../page/auth/dev.ts';

/** Suggests the made-up people of this machine in a text field. */
export function DevUsers({ listId }: { listId: string }) {
  const [users, setUsers] = useState<User[]>([]);
  useEffect(() => {
    // Without suggestions the field works as well.
    fetchDevUsers().then(setUsers, () => setUsers([]));
  }, []);
  return (
    <datalist id={listId}>
      {users.map((user) => (
        <option key={user.id} value={user.id}>
          {user.username}
        </option>
      ))}
    </datalist>
  );
}
