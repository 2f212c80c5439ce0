import { Aws, CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { AccountRecovery, Mfa, OAuthScope, UserPool, UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { DeploySettings, Issuer } from './settings.ts';

/** Who says who a user is: what the authorizers verify, and what the page signs in with. */
export interface Identity {
  issuer: string;
  audience: string[];
  jwksUri: string;
  /** The page's public client: code flow with PKCE, no secret. */
  clientId: string;
  /** Space-separated. */
  scope: string;
  /** Hosts that the page talks to while it signs in. */
  origins: string[];
}

export interface IdentityStackProps extends StackProps {
  settings: DeploySettings;
}

const scopes = [OAuthScope.OPENID, OAuthScope.PROFILE];
const scope = scopes.map(({ scopeName }) => scopeName).join(' ');

/** The issuer of the settings: nothing to deploy. */
export function existingIdentity({ issuer, audience, jwksUri, clientId }: Issuer): Identity {
  return { issuer, audience, jwksUri, clientId, scope, origins: [new URL(issuer).origin] };
}

/** Without an issuer in the settings: a Cognito user pool of the stage's own. */
export class IdentityStack extends Stack {
  readonly identity: Identity;

  constructor(parent: Construct, id: string, { settings, ...props }: IdentityStackProps) {
    super(parent, id, props);
    const pool = this.userPool(settings);
    // Prefixes are one namespace for all of a region's customers.
    const domain = pool.addDomain('SignIn', {
      cognitoDomain: { domainPrefix: `chat-${settings.stage}-${Aws.ACCOUNT_ID}` },
    });
    const { userPoolClientId: clientId } = this.publicClient(pool, settings.origins);
    const issuer = pool.userPoolProviderUrl;
    this.identity = {
      issuer,
      audience: [clientId],
      jwksUri: `${issuer}/.well-known/jwks.json`,
      clientId,
      scope,
      origins: [`https://cognito-idp.${this.region}.${this.urlSuffix}`, domain.baseUrl()],
    };
    new CfnOutput(this, 'UserPoolId', { value: pool.userPoolId });
    new CfnOutput(this, 'SignInUrl', { value: domain.baseUrl() });
  }

  private userPool(settings: DeploySettings): UserPool {
    const retain = settings.removalPolicy === 'retain';
    const pool = new UserPool(this, 'Users', {
      userPoolName: `chat-${settings.stage}`,
      // The marketplace's users: whoever may talk is invited, or comes through a federated provider.
      selfSignUpEnabled: false,
      signInAliases: { username: true, email: true },
      standardAttributes: { email: { required: true, mutable: true } },
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
      },
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { sms: false, otp: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      deletionProtection: retain,
      removalPolicy: retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    acknowledge(pool, {
      COG2: "A second factor is each user's choice: the users are customers of a marketplace, not its staff",
      COG8: 'The plus plan costs for every user; a marketplace that wants its threat protection sets its own issuer',
    });
    return pool;
  }

  /** Without origins it can be made all the same: Cognito wants one address, and takes http only for localhost. */
  private publicClient(pool: UserPool, origins: string[]): UserPoolClient {
    const pages = (origins.length === 0 ? ['http://localhost:8006'] : origins).map((origin) => `${origin}/`);
    return pool.addClient('Page', {
      generateSecret: false,
      authFlows: { userSrp: true },
      oAuth: { flows: { authorizationCodeGrant: true }, scopes, callbackUrls: pages, logoutUrls: pages },
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(30),
    });
  }
}
