import { tabStorage } from '@marketplace-chat/components';
import type { User } from '../../../protocol/objects.ts';
import type { Session } from './session.ts';

/** Kept for the tab, not for the browser, so that two windows can be two users. */
const key = 'chat.dev.user';

export function resumeDevSession(): Session | null {
  const saved = tabStorage.getItem(key);
  return saved === null ? null : sessionOf(JSON.parse(saved) as User);
}

export function startDevSession(user: User): Session {
  tabStorage.setItem(key, JSON.stringify(user));
  return sessionOf(user);
}

function sessionOf(user: User): Session {
  return {
    user,
    token: () => fetchToken(user),
    suggestPeople: fetchDevUsers,
    signOut: forget,
    forget,
    signInAgain: async () => {
      await forget();
      location.reload();
    },
  };
}

async function forget(): Promise<void> {
  tabStorage.removeItem(key);
}

/** The demo users of `npm start`. */
export async function fetchDevUsers(): Promise<User[]> {
  const response = await fetch('/dev/users');
  if (!response.ok) throw new Error(`/dev/users answered ${response.status}`);
  const users = (await response.json()) as { sub: string; username: string }[];
  return users.map(({ sub, username }) => ({ id: sub, username }));
}

async function fetchToken(user: User): Promise<string> {
  const response = await fetch('/dev/token', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ sub: user.id, username: user.username }),
  });
  if (!response.ok) throw new Error(`/dev/token answered ${response.status}`);
  return ((await response.json()) as { token: string }).token;
}
