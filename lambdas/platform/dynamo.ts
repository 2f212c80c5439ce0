import { DynamoDBClient, errorTypeRegistries, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { JsonCodec } from './json-codec.ts';

/** Well below the 29 s that API Gateway gives a function, so that a call that hangs is repeated in time. */
const timeouts = { connectionTimeout: 1_000, requestTimeout: 4_000, throwOnRequestTimeout: true };

/** DynamoDB's own protocol, but for how its JSON is read and written. */
const protocolSettings = {
  defaultNamespace: 'com.amazonaws.dynamodb',
  errorTypeRegistries,
  serviceTarget: 'DynamoDB_20120810',
  jsonCodec: new JsonCodec(),
};

/** What these do is of no use here, and they do it with each call: an SDK's log, its user agent, a header against loops of Lambda. */
const needless = ['loggerMiddleware', 'getUserAgentMiddleware', 'recursionDetectionMiddleware'];

/** A client for plain rows, its time spent on the calls and little beside them. Binary attributes are beyond it. */
export function openDynamo(config: DynamoDBClientConfig = {}): DynamoDBClient {
  const client = new DynamoDBClient({ requestHandler: timeouts, maxAttempts: 5, cacheMiddleware: true, protocolSettings, ...config });
  for (const name of needless) client.middlewareStack.remove(name);
  return client;
}
