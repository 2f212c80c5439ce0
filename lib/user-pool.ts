import { CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccountRecovery, Mfa, OAuthScope, UserPool, UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { signInPrefix, type Identity } from './identity.ts';
import type { DeploySettings } from './settings.ts';

export interface ChatUserPoolProps {
  settings: DeploySettings;
  /** Origins of the pages that sign-in may return to. */
  origins: string[];
}

/** Cognito takes plain http only for localhost, and wants at least one address. */
const originWithoutPage = 'http://localhost:8006';

/** A Cognito user pool of the stage's own, made when the settings name no issuer. */
export class ChatUserPool extends Construct {
  readonly identity: Identity;

  constructor(scope: Construct, id: string, { settings, origins }: ChatUserPoolProps) {
    super(scope, id);
    const pool = this.userPool(settings);
    const domain = pool.addDomain('SignIn', { cognitoDomain: { domainPrefix: signInPrefix(settings) } });
    const { userPoolClientId: clientId } = this.publicClient(pool, settings, origins);
    const issuer = pool.userPoolProviderUrl;
    this.identity = { issuer, audience: [clientId], jwksUri: `${issuer}/.well-known/jwks.json`, clientId };
    const stack = Stack.of(this);
    new CfnOutput(stack, 'UserPoolId', { value: pool.userPoolId });
    new CfnOutput(stack, 'SignInUrl', { value: domain.baseUrl() });
  }

  private userPool(settings: DeploySettings): UserPool {
    const retain = settings.removalPolicy === 'retain';
    const pool = new UserPool(this, 'Users', {
      userPoolName: `chat-${settings.stage}`,
      // Users come by invitation or through a federated provider.
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
      removalPolicy: retain ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
    });
    acknowledge(pool, {
      COG2: "A second factor is each user's choice: the users are customers of a marketplace, not its staff",
      COG8: 'The plus plan costs for every user; a marketplace that wants its threat protection sets its own issuer',
    });
    return pool;
  }

  private publicClient(pool: UserPool, settings: DeploySettings, origins: string[]): UserPoolClient {
    const pages = (origins.length === 0 ? [originWithoutPage] : origins).map((origin) => `${origin}/`);
    return pool.addClient('Page', {
      generateSecret: false,
      // Only somebody with credentials of the account can use adminUserPassword: testers get their tokens by it.
      authFlows: { userSrp: true, adminUserPassword: true },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: settings.scope.split(' ').map((name) => OAuthScope.custom(name)),
        callbackUrls: pages,
        logoutUrls: pages,
      },
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(30),
    });
  }
}
