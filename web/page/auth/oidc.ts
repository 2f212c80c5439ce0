import { UserManager, WebStorageStateStore, type User as OidcUser } from 'oidc-client-ts';
import { ChatError } from '@marketplace-chat/client';
import { tabStorage } from '@marketplace-chat/components';
import type { User } from '../../../protocol/objects.ts';
import type { PageConfig } from '../config/page-config.ts';
import { AccessTokens } from './access-tokens.ts';
import type { Session } from './session.ts';
import { isSignedOutElsewhere, isSomebodySignedIn, rememberSignedIn, rememberSignedOut } from './signed-in-user.ts';

function managerOf(config: PageConfig): UserManager {
  const home = `${location.origin}/`;
  const store = new WebStorageStateStore({ store: tabStorage });
  return new UserManager({
    authority: config.issuer,
    client_id: config.clientId,
    scope: config.scope,
    response_type: 'code',
    redirect_uri: home,
    post_logout_redirect_uri: home,
    userStore: store,
    stateStore: store,
    // Tokens are renewed when the connection asks for one.
    automaticSilentRenew: false,
  });
}

/** Sends the browser to the issuer: authorization code flow with PKCE (RFC 7636). Does not come back on success. */
export async function redirectToIssuer(config: PageConfig): Promise<void> {
  // In the place of this page: on the way back nobody wants to be sent to the issuer again.
  await managerOf(config).signinRedirect({ state: location.hash, redirectMethod: 'replace' });
}

/**
 * Finishes a redirect from the issuer, or takes up the session that the tab has. Without one, null; but where somebody is
 * signed in in this browser the tab goes to the issuer by itself, and this does not resolve.
 */
export async function resumeOidcSession(config: PageConfig): Promise<Session | null> {
  const manager = managerOf(config);
  const query = new URLSearchParams(location.search);
  if (query.has('state') && (query.has('code') || query.has('error'))) return finishRedirect(manager, config);
  const user = await manager.getUser();
  if (user !== null && !(await isOver(manager, user))) return sessionOf(manager, user, config);
  if (!isSomebodySignedIn()) return null;
  await redirectToIssuer(config);
  return new Promise(() => {});
}

async function isOver(manager: UserManager, user: OidcUser): Promise<boolean> {
  if (isSignedOutElsewhere(user.profile.sub)) {
    await manager.removeUser();
    return true;
  }
  return user.expired === true && (await cannotBeRenewed(manager));
}

/** Whether the issuer says that there is nothing to go on with. Without a network nobody knows: the page tries again later. */
async function cannotBeRenewed(manager: UserManager): Promise<boolean> {
  try {
    await new AccessTokens(manager).get();
    return false;
  } catch (error) {
    return error instanceof ChatError;
  }
}

async function finishRedirect(manager: UserManager, config: PageConfig): Promise<Session> {
  try {
    const user = await manager.signinRedirectCallback();
    rememberSignedIn(user.profile.sub);
    history.replaceState(null, '', `/${typeof user.state === 'string' ? user.state : ''}`);
    return sessionOf(manager, user, config);
  } catch (error) {
    history.replaceState(null, '', '/');
    rememberSignedOut();
    throw error;
  }
}

function sessionOf(manager: UserManager, first: OidcUser, config: PageConfig): Session {
  const tokens = new AccessTokens(manager);
  return {
    user: userOf(first),
    token: () => tokens.get(),
    suggestPeople: null,
    signOut: () => signOut(manager, config),
    forget: () => manager.removeUser(),
    signInAgain: () => redirectToIssuer(config),
  };
}

async function signOut(manager: UserManager, config: PageConfig): Promise<void> {
  rememberSignedOut();
  if (await endsAtIssuer(manager)) return leaveByIssuer(manager, config);
  await manager.removeUser();
}

/** Not every issuer has a page for it, and not always can it be reached: then the session ends in this browser alone. */
async function endsAtIssuer(manager: UserManager): Promise<boolean> {
  return manager.metadataService.getEndSessionEndpoint().then(
    (url) => url !== undefined,
    () => false,
  );
}

async function leaveByIssuer(manager: UserManager, config: PageConfig): Promise<void> {
  await manager.signoutRedirect({
    // Cognito's logout takes these names instead of the standard's; other issuers ignore them.
    extraQueryParams: { client_id: config.clientId, logout_uri: `${location.origin}/` },
  });
}

function userOf({ profile }: OidcUser): User {
  const name = profile.preferred_username ?? profile['cognito:username'] ?? profile.name ?? profile.sub;
  return { id: profile.sub, username: String(name) };
}
