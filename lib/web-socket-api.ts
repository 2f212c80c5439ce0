import { ApiMapping, WebSocketApi, WebSocketStage, type IDomainNameRef } from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { actions } from '../protocol/frames.ts';
import { accessLog, acknowledgeSample, stageLog, type AccessLog } from './access-log.ts';
import { acknowledge } from './acknowledge.ts';
import { domainMapping } from './custom-domain.ts';
import type { ChatFunctions } from './functions.ts';
import { GatewayLogRole } from './gateway-log-role.ts';
import { throttleRoutes } from './route-settings.ts';
import type { DeploySettings } from './settings.ts';

/** The stage's name is the path of the socket: `wss://HOST/ws`. */
const stageName = 'ws';

/** The WebSocket API. It is created before its functions, which need its address to push. */
export class ChatWebSocketApi extends Construct {
  readonly api: WebSocketApi;
  readonly stage: WebSocketStage;
  readonly accessLog: AccessLog | null;
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
    // The same path as on AWS's own host.
    const mapping = domain === null ? null : domainMapping(this, domain, stageName);
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
      ...stageLog(this.accessLog),
      ...(mapping === null ? {} : { domainMapping: mapping }),
    });
    if (mapping !== null && settings.socketIo) this.mapSocketIo(mapping.domainName);
    acknowledgeSample(this.stage, this.accessLog);
    if (this.accessLog !== null && settings.gatewayLogRole)
      this.stage.node.addDependency(new GatewayLogRole(this, 'LogRole'));
    this.origin = domain === null ? this.api.apiEndpoint : `wss://${domain.name}`;
    this.url = domain === null ? this.stage.url : `${this.origin}/${stageName}`;
  }

  /** Where clients of Socket.IO look for it. A stage's name may have no dot, the key of a mapping may. */
  private mapSocketIo(domainName: IDomainNameRef): void {
    new ApiMapping(this, 'SocketIoPath', { api: this.api, stage: this.stage, domainName, apiMappingKey: 'socket.io' });
  }

  /**
   * A metric that API Gateway publishes about the stage. ("Monitor WebSocket API execution with CloudWatch metrics".)
   */
  metric(metricName: string): Metric {
    return new Metric({
      namespace: 'AWS/ApiGateway',
      metricName,
      dimensionsMap: { ApiId: this.api.apiId, Stage: stageName },
    });
  }

  /**
   * One route for each action, so that each has its own limit and shows in the access log, and `$default` for the
   * rest.
   */
  addRoutes({ byName }: ChatFunctions): void {
    const connect = this.api.addRoute('$connect', {
      integration: new WebSocketLambdaIntegration('Connect', byName.connect),
      // The token may be in any of three places. With an identity source the gateway would refuse the other two.
      authorizer: new WebSocketLambdaAuthorizer('Authorizer', byName.authorizer, { identitySource: [] }),
    });
    const disconnect = this.api.addRoute('$disconnect', {
      integration: new WebSocketLambdaIntegration('Disconnect', byName.disconnect),
    });
    const frame = new WebSocketLambdaIntegration('Frame', byName.frame);
    const messages = [...actions, '$default'].map((routeKey) =>
      // Without a route response the client would not receive the function's result.
      this.api.addRoute(routeKey, { integration: frame, returnResponse: true }),
    );
    for (const route of [disconnect, ...messages]) {
      acknowledge(route, {
        APIG4:
          'API Gateway authorises a WebSocket once, at $connect; every later event has the user that was proved there',
      });
    }
    throttleRoutes(this.stage, [connect, disconnect, ...messages], this.settings);
  }
}
