import type { User } from '../../../protocol/objects.ts';
import type { PageConfig } from '../config.ts';

/** Somebody signed in. */
export interface Session {
  user: User;
  /** A token that is valid now. Rejects with a ChatError `unauthorized` where the user has to sign in again. */
  token(): Promise<string>;
  /** Ends the session, at the issuer too; where that leads away from the page, it does not resolve. */
  signOut(): Promise<void>;
  /** Forgets the session in this tab alone: the user has signed out in another one. */
  forget(): Promise<void>;
  /** For a session that has run out: what was written stays. */
  signInAgain(): Promise<void>;
}

/** The session that this tab has, or null: then the sign-in page is shown. Also ends a redirect from the issuer. */
export async function resumeSession(config: PageConfig): Promise<Session | null> {
  // Each loads what it needs alone: the page is the same here and there.
  if (config.dev) return (await import('./dev.ts')).resumeDevSession();
  const { resumeOidcSession } = await import('./oidc.ts');
  return resumeOidcSession(config);
}
