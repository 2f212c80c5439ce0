import type { PageConfig } from '../config/page-config.ts';
import type { Session } from './session.ts';

/** Returns the session of this tab, or null if the user has to sign in. Also completes a redirect from the issuer. */
export type ResumeSession = () => Promise<Session | null>;

/** Loads the way to sign in. Rejects if its code cannot be loaded, which says nothing about the session. */
export async function loadResume(config: PageConfig): Promise<ResumeSession> {
  // One build serves one machine and every stage. Each loads only its own way to sign in.
  if (config.dev) {
    const { resumeDevSession } = await import('./dev.ts');
    return async () => resumeDevSession();
  }
  const { resumeOidcSession } = await import('./oidc.ts');
  return () => resumeOidcSession(config);
}
