import type { User } from '../../../protocol/objects.ts';

/** A signed-in user. */
export interface Session {
  user: User;
  /** Returns a valid token. Rejects with a ChatError `unauthorized` if the user has to sign in again. */
  token(): Promise<string>;
  /** Ends the session, at the issuer too. Does not resolve if that leads away from the page. */
  signOut(): Promise<void>;
  /** Forgets the session in this tab only, because the user has signed out in another tab. */
  forget(): Promise<void>;
  /** Signs in again after the session has expired. Unsent messages and drafts stay. */
  signInAgain(): Promise<void>;
  /** For developers on one machine: people to suggest to who types ids; null if nobody types ids. */
  suggestPeople: (() => Promise<User[]>) | null;
}
