import { describe, expect, it } from 'vitest';
import { only, stacksOf, textOf } from './stacks.ts';

describe('identity without an issuer', () => {
  const { identity, api } = stacksOf({ origins: 'https://chat.example.com' });

  it('is a user pool that nobody joins unasked', () => {
    expect(only(identity, 'AWS::Cognito::UserPool').Properties.AdminCreateUserConfig).toEqual({
      AllowAdminCreateUserOnly: true,
    });
  });

  it('has a public client for the page: code flow, no secret, back to the configured origins', () => {
    expect(only(identity, 'AWS::Cognito::UserPoolClient').Properties).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'profile'],
      CallbackURLs: ['https://chat.example.com/'],
      LogoutURLs: ['https://chat.example.com/'],
    });
  });

  it('is who both authorizers believe', () => {
    const { Issuer, Audience } = only(
      api,
      'AWS::ApiGatewayV2::Authorizer',
      (authorizer) => authorizer.AuthorizerType === 'JWT',
    ).Properties.JwtConfiguration;
    const { Variables } = only(
      api,
      'AWS::Lambda::Function',
      ({ FunctionName }) => FunctionName === 'chat-dev-authorizer',
    ).Properties.Environment;
    expect(textOf(Issuer)).toMatch(/Users.*ProviderURL/);
    expect(Variables.CHAT_ISSUER).toEqual(Issuer);
    expect(textOf(Variables.CHAT_JWKS_URI)).toBe(`${textOf(Issuer)}/.well-known/jwks.json`);
    expect([Variables.CHAT_AUDIENCE]).toEqual(Audience);
    expect(textOf(Variables.CHAT_AUDIENCE)).toMatch(/UsersPage/);
  });

  it('keeps the users of production', () => {
    const { DeletionPolicy, Properties } = only(stacksOf({ stage: 'production' }).identity, 'AWS::Cognito::UserPool');
    expect([DeletionPolicy, Properties.DeletionProtection]).toEqual(['Retain', 'ACTIVE']);
  });

  it('can be made before any origin is known', () => {
    const { Properties } = only(stacksOf().identity, 'AWS::Cognito::UserPoolClient');
    expect(Properties.CallbackURLs).toEqual(['http://localhost:8006/']);
  });
});

describe('identity with an issuer', () => {
  const { identity, api } = stacksOf({ issuer: 'https://issuer.example.com', audience: 'chat,page' });

  it('needs no stack', () => {
    expect(identity).toBeUndefined();
  });

  it('is that issuer for both authorizers', () => {
    const jwt = only(api, 'AWS::ApiGatewayV2::Authorizer', (authorizer) => authorizer.AuthorizerType === 'JWT');
    expect(jwt.Properties.JwtConfiguration).toEqual({
      Issuer: 'https://issuer.example.com',
      Audience: ['chat', 'page'],
    });
    const authorizer = only(api, 'AWS::Lambda::Function', ({ FunctionName }) => FunctionName === 'chat-dev-authorizer');
    expect(authorizer.Properties.Environment.Variables).toMatchObject({
      CHAT_ISSUER: 'https://issuer.example.com',
      CHAT_AUDIENCE: 'chat,page',
      CHAT_JWKS_URI: 'https://issuer.example.com/.well-known/jwks.json',
      CHAT_USERNAME_CLAIM: 'username',
    });
  });
});
