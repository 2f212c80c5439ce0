import { Duration } from 'aws-cdk-lib';
import { CorsHttpMethod, HttpApi, HttpMethod, HttpNoneAuthorizer, HttpStage, type CorsPreflightOptions } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import { restBase } from '../protocol/limits.ts';
import type { ChatFunctions } from './functions.ts';
import type { Identity } from './identity-stack.ts';
import type { DeploySettings } from './settings.ts';

/** Wider than REST's own base, so that what is beside it gets the chat's own `not_found` and not the gateway's. */
const everything = '/api/{proxy+}';

export interface ChatHttpApiProps {
  settings: DeploySettings;
  identity: Identity;
  functions: ChatFunctions;
}

/** The HTTP API: one function behind the built-in JWT authorizer, which answers what is bad before it costs anything. */
export class ChatHttpApi extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, { settings, identity, functions }: ChatHttpApiProps) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      apiName: `chat-${settings.stage}-http`,
      createDefaultStage: false,
      corsPreflight: settings.origins.length === 0 ? undefined : corsFor(settings.origins),
    });
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: settings.throttleRate, burstLimit: settings.throttleBurst },
    });
    this.addRoutes(functions, new HttpJwtAuthorizer('Jwt', identity.issuer, { jwtAudience: identity.audience }));
  }

  private addRoutes({ byName }: ChatFunctions, jwt: HttpJwtAuthorizer): void {
    const integration = new HttpLambdaIntegration('Http', byName.http);
    const open = new HttpNoneAuthorizer();
    this.api.addRoutes({ path: everything, methods: [HttpMethod.ANY], integration, authorizer: jwt });
    this.api.addRoutes({ path: `${restBase}/openapi.json`, methods: [HttpMethod.GET], integration, authorizer: open });
    // Browsers ask for permission without a token; ANY would take that to the authorizer.
    this.api.addRoutes({ path: everything, methods: [HttpMethod.OPTIONS], integration, authorizer: open });
  }
}

function corsFor(allowOrigins: string[]): CorsPreflightOptions {
  const { GET, POST, PUT, PATCH, DELETE } = CorsHttpMethod;
  return {
    allowOrigins,
    allowMethods: [GET, POST, PUT, PATCH, DELETE],
    allowHeaders: ['authorization', 'content-type'],
    exposeHeaders: ['retry-after'],
    maxAge: Duration.hours(1),
  };
}
