import { browserStorage } from '@marketplace-chat/components';

/**
 * Only the id of the user who is signed in with the issuer in this browser. The tokens stay in their tab, because every
 * later fault of the page would expose a refresh token in localStorage. A new tab gets its own tokens from the issuer,
 * whose session needs no new sign-in.
 */
const key = 'chat.signed-in';

export function rememberSignedIn(userId: string): void {
  browserStorage.setItem(key, userId);
}

/** Stores an empty id, so that a tab that was suspended notices it later. */
export function rememberSignedOut(): void {
  browserStorage.setItem(key, '');
}

/** Whether a user is signed in, so that a new tab can go to the issuer without asking. */
export function isSomebodySignedIn(): boolean {
  return (browserStorage.getItem(key) ?? '') !== '';
}

/** Whether the user has signed out, or another user has signed in, in another tab. */
export function isSignedOutElsewhere(userId: string): boolean {
  return (browserStorage.getItem(key) ?? userId) !== userId;
}
