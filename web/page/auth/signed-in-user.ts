import { browserStorage } from '@marketplace-chat/components';

/**
 * Who is signed in with the issuer in this browser: the id alone. The tokens stay in their tab, because a refresh token in
 * localStorage would lie open to every later fault of the page, for as long as it lasts; another tab asks the issuer, whose own
 * session answers without asking the person.
 */
const key = 'chat.signed-in';

export function rememberSignedIn(userId: string): void {
  browserStorage.setItem(key, userId);
}

/** Kept as an empty id, so that a tab that slept meanwhile finds out. */
export function rememberSignedOut(): void {
  browserStorage.setItem(key, '');
}

/** Somebody is, so another tab need not ask before it goes to the issuer. */
export function isSomebodySignedIn(): boolean {
  return (browserStorage.getItem(key) ?? '') !== '';
}

/** The user has signed out, or somebody else has signed in, since a tab last looked. */
export function isSignedOutElsewhere(userId: string): boolean {
  return (browserStorage.getItem(key) ?? userId) !== userId;
}
