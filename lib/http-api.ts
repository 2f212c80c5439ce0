import { Duration } from 'aws-cdk-lib';
import {
  CorsHttpMethod,
  HttpApi,
  HttpMethod,
  HttpStage,
  type CorsPreflightOptions,
  type HttpRoute,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import { restFunctions } from '../protocol/endpoint.ts';
import { accessLog, acknowledgeSample, stageLog, type AccessLog } from './access-log.ts';
import { acknowledge } from './acknowledge.ts';
import { domainMapping } from './custom-domain.ts';
import type { ChatFunctions } from './functions.ts';
import { methods, openRouteKeys, routeKeysOf } from './http-routes.ts';
import { throttleRoutes } from './route-settings.ts';
import type { DeploySettings } from './settings.ts';

export interface ChatHttpApiProps {
  settings: DeploySettings;
  functions: ChatFunctions;
  /** Origins of the pages that may call it. */
  origins: string[];
}

/**
 * The HTTP API. Its functions verify the token themselves. The JWT authorizer of HTTP APIs takes RSA keys only and
 * refuses times that are a second ahead, so it would not take the same tokens as the sockets (WS-1); and what a Lambda
 * authorizer refuses is a 403 that is no problem document. (docs/decisions/010-rest-verifies-in-its-function.md.)
 */
export class ChatHttpApi extends Construct {
  readonly api: HttpApi;
  readonly accessLog: AccessLog | null;
  /** `https://HOST`. */
  readonly origin: string;

  constructor(scope: Construct, id: string, { settings, functions, origins }: ChatHttpApiProps) {
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
      ...stageLog(this.accessLog),
      ...(domain === null ? {} : { domainMapping: domainMapping(this, domain) }),
    });
    acknowledgeSample(stage, this.accessLog);
    throttleRoutes(stage, this.addRoutes(functions), settings);
    this.origin = domain === null ? this.api.apiEndpoint : `https://${domain.name}`;
  }

  /** The routes of every function that is there. The paths of one that is left out stay with `http`: not found. */
  private addRoutes({ byName }: ChatFunctions): HttpRoute[] {
    return restFunctions.flatMap((name) => {
      const answering = byName[name];
      if (answering === undefined) return [];
      const integration = new HttpLambdaIntegration(name, answering);
      return routeKeysOf(name).flatMap((key) => this.addRoute(key, integration));
    });
  }

  private addRoute(key: string, integration: HttpLambdaIntegration): HttpRoute[] {
    const [method, path] = key.split(' ') as [(typeof methods)[number], string];
    const routes = this.api.addRoutes({ path, methods: [HttpMethod[method]], integration });
    const reason = openRouteKeys.includes(key)
      ? 'The description of REST is for everybody; it is throttled by itself'
      : 'The function verifies the token before anything else';
    routes.forEach((route) => acknowledge(route, { APIG4: reason }));
    return routes;
  }
}

function corsFor(allowOrigins: string[]): CorsPreflightOptions {
  return {
    allowOrigins,
    allowMethods: methods.map((name) => CorsHttpMethod[name]),
    allowHeaders: ['authorization', 'content-type'],
    exposeHeaders: ['retry-after'],
    maxAge: Duration.hours(1),
  };
}
