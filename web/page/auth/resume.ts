import type { PageConfig } from '../config/page-config.ts';
import type { Session } from './session.ts';

/** Returns the session of this tab, or null if the user has to sign in. Also completes a redirect from the issuer. */
export async function resumeSession(config: PageConfig): Promise<Session | null> {
  // One build serves one machine and every stage. Each loads only its own way to sign in.
  if (config.dev) return (await import('./dev.ts')).resumeDevSession();
  const { resumeOidcSession } = await import('./oidc.ts');
  return resumeOidcSession(config);
}
