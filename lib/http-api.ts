import { Duration } from 'aws-cdk-lib';
import {
  CorsHttpMethod,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  type CorsPreflightOptions,
  type HttpRoute,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import { accessLog, type AccessLog } from './access-log.ts';
import { acknowledge } from './acknowledge.ts';
import { domainMapping } from './custom-domain.ts';
import type { ChatFunctions } from './functions.ts';
import { description, descriptionSlash, everything } from './http-routes.ts';
import type { Identity } from './identity.ts';
import { throttleRoutes } from './route-settings.ts';
import type { DeploySettings } from './settings.ts';

export interface ChatHttpApiProps {
  settings: DeploySettings;
  identity: Identity;
  functions: ChatFunctions;
  /** Origins of the pages that may call it. */
  origins: string[];
}

/** The HTTP API: one function behind the built-in JWT authorizer, which answers what is bad before it costs anything. */
export class ChatHttpApi extends Construct {
  readonly api: HttpApi;
  readonly accessLog: AccessLog;
  /** `https://HOST`. */
  readonly origin: string;

  constructor(scope: Construct, id: string, { settings, identity, functions, origins }: ChatHttpApiProps) {
    super(scope, id);
    const domain = settings.domains.rest;
    this.api = new HttpApi(this, 'Api', {
      apiName: `chat-${settings.stage}-http`,
      createDefaultStage: false,
      corsPreflight: origins.length === 0 ? undefined : corsFor(origins),
    });
    this.accessLog = accessLog(this, 'http-access', settings);
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: settings.throttleRate, burstLimit: settings.throttleBurst },
      accessLogSettings: this.accessLog.accessLogSettings,
      ...(domain === null ? {} : { domainMapping: domainMapping(this, domain) }),
    });
    const jwt = new HttpJwtAuthorizer('Jwt', identity.issuer, { jwtAudience: identity.audience });
    throttleRoutes(stage, this.addRoutes(functions, jwt), settings);
    this.origin = domain === null ? this.api.apiEndpoint : `https://${domain.name}`;
  }

  private addRoutes({ byName }: ChatFunctions, jwt: HttpJwtAuthorizer): HttpRoute[] {
    const integration = new HttpLambdaIntegration('Http', byName.http);
    const open = new HttpNoneAuthorizer();
    const closed = this.api.addRoutes({ path: everything, methods: [HttpMethod.ANY], integration, authorizer: jwt });
    const described = [description, descriptionSlash].flatMap((path) =>
      this.api.addRoutes({ path, methods: [HttpMethod.GET], integration, authorizer: open }),
    );
    const preflight = this.api.addRoutes({
      path: everything,
      methods: [HttpMethod.OPTIONS],
      integration,
      authorizer: open,
    });
    described.forEach((route) =>
      acknowledge(route, { APIG4: 'The description of REST is for everybody; it is throttled by itself' }),
    );
    preflight.forEach((route) =>
      acknowledge(route, {
        APIG4: 'Browsers ask for permission without a token; ANY would take that to the authorizer',
      }),
    );
    return [...closed, ...described, ...preflight];
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
