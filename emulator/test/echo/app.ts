import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';

/** A WebSocket API that returns each message, and counts in a table how often it has seen the text. */
const app = new App();
const stack = new Stack(app, 'echo');

const table = new TableV2(stack, 'Texts', { partitionKey: { name: 'text', type: AttributeType.STRING } });
const handler = new LambdaFunction(stack, 'Echo', {
  functionName: 'echo',
  code: Code.fromAsset(join(import.meta.dirname, 'lambda')),
  handler: 'echo.handler',
  runtime: Runtime.NODEJS_22_X,
  environment: { TABLE: table.tableName },
});
table.grant(handler, 'dynamodb:UpdateItem');

const api = new WebSocketApi(stack, 'Api', {
  defaultRouteOptions: { integration: new WebSocketLambdaIntegration('Echo', handler), returnResponse: true },
});
new WebSocketStage(stack, 'Stage', { webSocketApi: api, stageName: 'echo', autoDeploy: true });

app.synth();
