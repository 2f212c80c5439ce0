import { UserManager, WebStorageStateStore, type User as OidcUser } from 'oidc-client-ts';
import { ChatError } from '@marketplace-chat/client';
import { tabStorage } from '@marketplace-chat/components';
import type { PageConfig } from '../config/page-config.ts';
import { AccessTokens } from './access-tokens.ts';
import type { Session } from './session.ts';
import { userOf } from './user-of.ts';
import { isSignedOutElsewhere, isSomebodySignedIn, rememberSignedIn, rememberSignedOut } from './signed-in-user.ts';

function managerOf(config: PageConfig): UserManager {
  const home = `${location.origin}/`;
  const store = new WebStorageStateStore({ store: tabStorage });
  return new UserManager({
    authority: config.issuer,
    client_id: config.clientId,
    scope: config.scope,
    extraQueryParams: config.authorizeParameters,
    response_type: 'code',
    redirect_uri: home,
    post_logout_redirect_uri: home,
    userStore: store,
    stateStore: store,
    // Tokens are renewed when the client asks for one.
    automaticSilentRenew: false,
  });
}

/** Sends the browser to the issuer: authorization code flow with PKCE (RFC 7636). */
export async function redirectToIssuer(config: PageConfig): Promise<void> {
  // Replaces this page in the history, so that Back does not lead to the issuer again.
  await managerOf(config).signinRedirect({ state: location.hash, redirectMethod: 'replace' });
}

/**
 * Completes a redirect from the issuer, or resumes the session of this tab. Returns null without a session. If a user
 * is signed in in another tab of this browser, it redirects to the issuer instead and does not resolve.
 */
export async function resumeOidcSession(config: PageConfig): Promise<Session | null> {
  const manager = managerOf(config);
  if (await isRedirectFromIssuer(manager)) return finishRedirect(manager, config);
  const user = await manager.getUser();
  if (user !== null && !(await isOver(manager, user, config))) return sessionOf(manager, user, config);
  if (!isSomebodySignedIn()) return null;
  await redirectToIssuer(config);
  return new Promise(() => {});
}

/**
 * Whether the address is the answer to a redirect of this tab, which has stored its `state`. Anybody can make a link
 * with another `state`: it must not end the session, so its parameters are removed and ignored.
 */
async function isRedirectFromIssuer(manager: UserManager): Promise<boolean> {
  const query = new URLSearchParams(location.search);
  const state = query.get('state');
  if (state === null || !(query.has('code') || query.has('error'))) return false;
  const isOwn = (await manager.settings.stateStore.get(state)) !== null;
  if (!isOwn) history.replaceState(null, '', `/${location.hash}`);
  return isOwn;
}

async function isOver(manager: UserManager, user: OidcUser, { usernameClaim }: PageConfig): Promise<boolean> {
  if (isSignedOutElsewhere(userOf(user, usernameClaim).id)) {
    await manager.removeUser();
    return true;
  }
  return user.expired === true && (await cannotBeRenewed(manager));
}

/** Whether the issuer has ended the session. Without a network that is unknown, and the page retries later. */
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
    rememberSignedIn(userOf(user, config.usernameClaim).id);
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
    user: userOf(first, config.usernameClaim),
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

/** Whether the issuer has a page for signing out, and can be reached. If not, the session ends only in this browser. */
async function endsAtIssuer(manager: UserManager): Promise<boolean> {
  return manager.metadataService.getEndSessionEndpoint().then(
    (url) => url !== undefined,
    () => false,
  );
}

async function leaveByIssuer(manager: UserManager, config: PageConfig): Promise<void> {
  await manager.signoutRedirect({
    // Cognito's logout endpoint uses these names instead of the standard ones; other issuers ignore them.
    extraQueryParams: { client_id: config.clientId, logout_uri: `${location.origin}/` },
  });
}
