import { WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import { actions } from '../protocol/frames.ts';
import type { ChatFunctions } from './functions.ts';
import type { DeploySettings } from './settings.ts';

/** The stage's name is the path of the socket: `wss://HOST/ws`. */
const stageName = 'ws';

/** The WebSocket API. Its address is known before its functions are: they need it to push. */
export class ChatWebSocketApi extends Construct {
  readonly api: WebSocketApi;
  readonly stage: WebSocketStage;

  constructor(scope: Construct, id: string, settings: DeploySettings) {
    super(scope, id);
    this.api = new WebSocketApi(this, 'Api', {
      apiName: `chat-${settings.stage}-ws`,
      routeSelectionExpression: '$request.body.action',
    });
    this.stage = new WebSocketStage(this, 'Stage', {
      webSocketApi: this.api,
      stageName,
      autoDeploy: true,
      throttle: { rateLimit: settings.throttleRate, burstLimit: settings.throttleBurst },
    });
  }

  /** A route for each action, so that each can be throttled and measured by itself; what matches none is answered too. */
  addRoutes({ byName }: ChatFunctions): void {
    this.api.addRoute('$connect', {
      integration: new WebSocketLambdaIntegration('Connect', byName.connect),
      // No identity source: the token may come in any of three places, and a missing one would be refused before the authorizer looks.
      authorizer: new WebSocketLambdaAuthorizer('Authorizer', byName.authorizer, { identitySource: [] }),
    });
    this.api.addRoute('$disconnect', { integration: new WebSocketLambdaIntegration('Disconnect', byName.disconnect) });
    const frame = new WebSocketLambdaIntegration('Frame', byName.frame);
    for (const routeKey of [...actions, '$default']) {
      // Without a route response the client would not get what the function returns.
      this.api.addRoute(routeKey, { integration: frame, returnResponse: true });
    }
  }
}
