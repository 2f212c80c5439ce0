import { describe, expect, it } from 'vitest';
import { only, resourcesOf, stacksOf, textOf } from './stacks.ts';

describe('identity without an issuer', () => {
  const { app } = stacksOf({ origins: 'https://chat.example.com' });

  it('is a user pool that nobody joins unasked', () => {
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

  it('is who both authorizers believe', () => {
    const { Issuer, Audience } = only(
      app,
      'AWS::ApiGatewayV2::Authorizer',
      (authorizer) => authorizer.AuthorizerType === 'JWT',
    ).Properties.JwtConfiguration;
    const { Variables } = only(
      app,
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
    const { DeletionPolicy, Properties } = only(stacksOf({ stage: 'production' }).app, 'AWS::Cognito::UserPool');
    expect([DeletionPolicy, Properties.DeletionProtection]).toEqual(['RetainExceptOnCreate', 'ACTIVE']);
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

  it('is that issuer for both authorizers', () => {
    const jwt = only(app, 'AWS::ApiGatewayV2::Authorizer', (authorizer) => authorizer.AuthorizerType === 'JWT');
    expect(jwt.Properties.JwtConfiguration).toEqual({
      Issuer: 'https://issuer.example.com',
      Audience: ['chat', 'page'],
    });
    const authorizer = only(app, 'AWS::Lambda::Function', ({ FunctionName }) => FunctionName === 'chat-dev-authorizer');
    expect(authorizer.Properties.Environment.Variables).toMatchObject({
      CHAT_ISSUER: 'https://issuer.example.com',
      CHAT_AUDIENCE: 'chat,page',
      CHAT_JWKS_URI: 'https://issuer.example.com/.well-known/jwks.json',
      CHAT_USERNAME_CLAIM: 'username',
    });
  });
});
