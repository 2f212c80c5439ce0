import {
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { randomBytes } from 'node:crypto';
import { expectThat } from '../report/outcome.ts';
import type { Undo } from '../report/undo.ts';
import { usernames, type Account, type Site } from './site.ts';

export interface PoolAccountOptions {
  run: string;
  undo: Undo;
  aws: Site['aws'];
  UserPoolId: string;
  ClientId: string;
}

/**
 * Two users of the stage's user pool, with access tokens of the page's client. The client has to allow
 * ADMIN_USER_PASSWORD_AUTH, which only callers with IAM permissions can use.
 */
export async function createPoolAccounts(options: PoolAccountOptions): Promise<[Account, Account]> {
  const [first, second] = usernames(options.run);
  return [await createAccount(options, first), await createAccount(options, second)];
}

async function createAccount(
  { run, undo, aws, UserPoolId, ClientId }: PoolAccountOptions,
  Username: string,
): Promise<Account> {
  const cognito = new CognitoIdentityProviderClient(aws);
  // A user pool takes an address once. Nothing is sent to it (RFC 2606 reserves the domain).
  const address = `smoke-${run}-${randomBytes(4).toString('hex')}@example.com`;
  const UserAttributes = [
    { Name: 'email', Value: address },
    { Name: 'email_verified', Value: 'true' },
  ];
  await cognito.send(new AdminCreateUserCommand({ UserPoolId, Username, UserAttributes, MessageAction: 'SUPPRESS' }));
  undo.add(`the user ${Username}`, () => cognito.send(new AdminDeleteUserCommand({ UserPoolId, Username })));
  const Password = `${randomBytes(24).toString('base64url')}-Aa1`;
  await cognito.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true }));
  const { AuthenticationResult } = await cognito.send(
    new AdminInitiateAuthCommand({
      ...{ UserPoolId, ClientId, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH' },
      AuthParameters: { USERNAME: Username, PASSWORD: Password },
    }),
  );
  const token = AuthenticationResult?.AccessToken;
  expectThat(token !== undefined, `the user pool issued no access token to ${Username}`);
  const { sub } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  return { id: sub, username: Username, token };
}
