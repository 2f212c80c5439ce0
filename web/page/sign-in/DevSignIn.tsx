import { useEffect, useState, type SubmitEvent } from 'react';
import { Avatar, nameOf, words } from '@marketplace-chat/components';
import type { User } from '../../../protocol/objects.ts';
import { fetchDevUsers, startDevSession } from '../auth/dev.ts';
import type { Session } from '../auth/session.ts';

/** Signs in as a demo user of `npm start`, or as any other user by name. */
export function DevSignIn({ onSession }: { onSession: (session: Session) => void }) {
  const [users, setUsers] = useState<User[]>([]);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    fetchDevUsers().then(setUsers, () => setFailed(true));
  }, []);
  const continueAs = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get('name') ?? '').trim();
    if (name !== '') onSession(startDevSession({ id: name, username: name }));
  };
  return (
    <>
      <ul className="people">
        {users.map((user) => (
          <li key={user.id}>
            <button type="button" className="person-button" onClick={() => onSession(startDevSession(user))}>
              <Avatar user={user} />
              {words.signIn.as(nameOf(user))}
            </button>
          </li>
        ))}
      </ul>
      {failed && (
        <p className="error-text" role="alert">
          {words.signIn.devFailed}
        </p>
      )}
      <form onSubmit={continueAs}>
        <label className="field">
          {words.signIn.devOther}
          <input className="input" name="name" autoComplete="off" maxLength={64} />
        </label>
        <button type="submit" className="button">
          {words.signIn.devContinue}
        </button>
      </form>
    </>
  );
}
