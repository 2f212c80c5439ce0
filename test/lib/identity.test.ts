import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { only, resourcesOf, stacksOf, textOf } from './stacks.ts';

/** The functions that verify tokens. */
const verifying = ['authorizer', 'frame', 'http'];

/** What a function is told of the issuer. */
function issuerSettingsOf(template: Template, name: string): Record<string, string> {
  const { Variables } = only(
    template,
    'AWS::Lambda::Function',
    ({ FunctionName }) => FunctionName === `chat-dev-${name}`,
  ).Properties.Environment;
  const told = ['CHAT_ISSUER', 'CHAT_AUDIENCE', 'CHAT_JWKS_URI', 'CHAT_USERNAME_CLAIM'];
  return Object.fromEntries(told.map((variable) => [variable, textOf(Variables[variable])]));
}

describe('identity without an issuer', () => {
  const { app } = stacksOf({ origins: 'https://chat.example.com' });

  it('is a user pool that users join only by invitation', () => {
    expect(only(app, 'AWS::Cognito::UserPool').Properties.AdminCreateUserConfig).toEqual({
      AllowAdminCreateUserOnly: true,
    });
  });

  it('has a public client for the page: code flow, no secret, back to the page and the configured origins', () => {
    const { Properties } = only(app, 'AWS::Cognito::UserPoolClient');
    expect(Properties).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'profile'],
    });
    const [page] = Object.keys(resourcesOf(app, 'AWS::CloudFront::Distribution'));
    const addresses = ['https://chat.example.com/', `https://\${${page}.DomainName}/`];
    expect(Properties.CallbackURLs.map(textOf)).toEqual(addresses);
    expect(Properties.LogoutURLs.map(textOf)).toEqual(addresses);
  });

  it('WS-1: is the issuer for sockets, renewals and REST', () => {
    for (const name of verifying) {
      const settings = issuerSettingsOf(app, name);
      expect(settings.CHAT_ISSUER).toMatch(/Users.*ProviderURL/);
      expect(settings.CHAT_JWKS_URI).toBe(`${settings.CHAT_ISSUER}/.well-known/jwks.json`);
      expect(settings.CHAT_AUDIENCE).toMatch(/UsersPage/);
    }
  });

  it('keeps its users when its stack is deleted, unless the setting says otherwise', () => {
    const kept = only(stacksOf().app, 'AWS::Cognito::UserPool');
    expect([kept.DeletionPolicy, kept.Properties.DeletionProtection]).toEqual(['RetainExceptOnCreate', 'ACTIVE']);
    const deleted = only(stacksOf({ removalPolicy: 'destroy' }).app, 'AWS::Cognito::UserPool');
    expect([deleted.DeletionPolicy, deleted.Properties.DeletionProtection]).toEqual(['Delete', 'INACTIVE']);
  });

  it('allows sign-in by password only with credentials of the account, for tests', () => {
    expect(only(app, 'AWS::Cognito::UserPoolClient').Properties.ExplicitAuthFlows.sort()).toEqual([
      'ALLOW_ADMIN_USER_PASSWORD_AUTH',
      'ALLOW_REFRESH_TOKEN_AUTH',
      'ALLOW_USER_SRP_AUTH',
    ]);
  });

  it('can be made without any page', () => {
    const { Properties } = only(stacksOf({ page: 'off' }).app, 'AWS::Cognito::UserPoolClient');
    expect(Properties.CallbackURLs).toEqual(['http://localhost:8006/']);
  });
});

describe('identity with an issuer', () => {
  const { app } = stacksOf({ issuer: 'https://issuer.example.com', audience: 'chat,page' });

  it('needs no user pool', () => {
    expect(resourcesOf(app, 'AWS::Cognito::UserPool')).toEqual({});
  });

  it('WS-1: is that issuer for sockets, renewals and REST; its keys are found by discovery', () => {
    for (const name of verifying) {
      expect(issuerSettingsOf(app, name)).toEqual({
        CHAT_ISSUER: 'https://issuer.example.com',
        CHAT_AUDIENCE: 'chat,page',
        CHAT_JWKS_URI: '',
        CHAT_USERNAME_CLAIM: 'username',
      });
    }
  });

  it('has its keys at the address of the setting, if there is one', () => {
    const jwksUri = 'https://keys.example.com/one';
    const told = stacksOf({ issuer: 'https://issuer.example.com', audience: 'chat', jwksUri }).app;
    for (const name of verifying) expect(issuerSettingsOf(told, name).CHAT_JWKS_URI).toBe(jwksUri);
  });
});
