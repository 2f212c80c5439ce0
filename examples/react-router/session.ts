import { ChatError } from '@marketplace-chat/client';

/** The user who is signed in at the marketplace; null for nobody. */
export function signedInUser(): string | null {
  const [, user] = /(?:^|; )user=([^;]+)/.exec(document.cookie) ?? [];
  return user === undefined ? null : decodeURIComponent(user);
}

export function signIn(user: string): void {
  document.cookie = `user=${encodeURIComponent(user)}; path=/; SameSite=Strict`;
}

export function signOut(): void {
  document.cookie = 'user=; path=/; SameSite=Strict; max-age=0';
}

/** The marketplace's own backend knows who asks. */
export async function getToken(): Promise<string> {
  const response = await fetch('/chat-token');
  if (response.status === 401) throw new ChatError('unauthorized', 'Signed out');
  if (!response.ok) throw new Error(`/chat-token: ${response.status}`);
  return response.text();
}
