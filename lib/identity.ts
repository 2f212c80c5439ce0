import { Aws } from 'aws-cdk-lib';
import type { DeploySettings, Issuer } from './settings.ts';

/** Who vouches for users: what tokens are verified against, and what the page signs in with. */
export interface Identity {
  issuer: string;
  /** Accepted `aud` values; Cognito's access tokens carry theirs as `client_id`. */
  audience: string[];
  /** Empty: the functions read the address from the issuer's discovery document. */
  jwksUri: string;
  /** The page's public client: authorization code flow with PKCE, no secret. */
  clientId: string;
}

/** The issuer of the settings, for which nothing is deployed. */
export function existingIdentity({ issuer, audience, jwksUri, clientId }: Issuer): Identity {
  return { issuer, audience, jwksUri: jwksUri ?? '', clientId };
}

/**
 * The first label of the user pool's sign-in host. It holds the account id because all accounts of a region share one
 * namespace.
 */
export function signInPrefix({ stage }: DeploySettings): string {
  return `chat-${stage}-${Aws.ACCOUNT_ID}`;
}

/**
 * The origins that the page talks to while it signs in. The user pool's are put together from names, so that the page's
 * host can be made before the pool is.
 */
export function signInOrigins(settings: DeploySettings): string[] {
  if (settings.issuer !== null) return [new URL(settings.issuer.issuer).origin];
  return [
    `https://cognito-idp.${Aws.REGION}.${Aws.URL_SUFFIX}`,
    `https://${signInPrefix(settings)}.auth.${Aws.REGION}.amazoncognito.com`,
  ];
}
