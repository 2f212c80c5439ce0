import { WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { actions } from '../protocol/frames.ts';
import { accessLog, type AccessLog } from './access-log.ts';
import { acknowledge } from './acknowledge.ts';
import { domainMapping } from './custom-domain.ts';
import type { ChatFunctions } from './functions.ts';
import { GatewayLogRole } from './gateway-log-role.ts';
import { throttleRoutes } from './route-settings.ts';
import type { DeploySettings } from './settings.ts';

/** The stage's name is the path of the socket: `wss://HOST/ws`. */
const stageName = 'ws';

/** The WebSocket API. Its address is known before its functions are: they need it to push. */
export class ChatWebSocketApi extends Construct {
  readonly api: WebSocketApi;
  readonly stage: WebSocketStage;
  readonly accessLog: AccessLog;
  /** `wss://HOST/ws`. */
  readonly url: string;
  /** `wss://HOST`. */
  readonly origin: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly settings: DeploySettings,
  ) {
    super(scope, id);
    const domain = settings.domains.webSocket;
    this.accessLog = accessLog(this, 'websocket-access', settings);
    this.api = new WebSocketApi(this, 'Api', {
      apiName: `chat-${settings.stage}-ws`,
      routeSelectionExpression: '$request.body.action',
    });
    this.stage = new WebSocketStage(this, 'Stage', {
      webSocketApi: this.api,
      stageName,
      autoDeploy: true,
      throttle: { rateLimit: settings.throttleRate, burstLimit: settings.throttleBurst },
      accessLogSettings: this.accessLog.accessLogSettings,
      // The same path as on AWS's own host.
      ...(domain === null ? {} : { domainMapping: domainMapping(this, domain, stageName) }),
    });
    if (settings.gatewayLogRole) this.stage.node.addDependency(new GatewayLogRole(this, 'LogRole'));
    this.origin = domain === null ? this.api.apiEndpoint : `wss://${domain.name}`;
    this.url = domain === null ? this.stage.url : `${this.origin}/${stageName}`;
  }

  /** One of the metrics that API Gateway keeps of the stage. ("Monitor WebSocket API execution with CloudWatch metrics".) */
  metric(metricName: string): Metric {
    return new Metric({
      namespace: 'AWS/ApiGateway',
      metricName,
      dimensionsMap: { ApiId: this.api.apiId, Stage: stageName },
    });
  }

  /** A route for each action, so that each can be throttled by itself and stands in the access log; what matches none is answered too. */
  addRoutes({ byName }: ChatFunctions): void {
    const connect = this.api.addRoute('$connect', {
      integration: new WebSocketLambdaIntegration('Connect', byName.connect),
      // No identity source: the token may come in any of three places, and a missing one would be refused before the authorizer looks.
      authorizer: new WebSocketLambdaAuthorizer('Authorizer', byName.authorizer, { identitySource: [] }),
    });
    const disconnect = this.api.addRoute('$disconnect', {
      integration: new WebSocketLambdaIntegration('Disconnect', byName.disconnect),
    });
    const frame = new WebSocketLambdaIntegration('Frame', byName.frame);
    const messages = [...actions, '$default'].map((routeKey) =>
      // Without a route response the client would not get what the function returns.
      this.api.addRoute(routeKey, { integration: frame, returnResponse: true }),
    );
    for (const route of [disconnect, ...messages]) {
      acknowledge(route, {
        APIG4:
          'API Gateway authorises a WebSocket once, at $connect; every frame carries the user that was proved there',
      });
    }
    throttleRoutes(this.stage, [connect, disconnect, ...messages], this.settings);
  }
}
