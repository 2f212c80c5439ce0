import type {
  BatchGetItemCommandInput,
  BatchGetItemCommandOutput,
  DeleteItemCommandInput,
  DeleteItemCommandOutput,
  GetItemCommandInput,
  GetItemCommandOutput,
  PutItemCommandInput,
  PutItemCommandOutput,
  QueryCommandInput,
  QueryCommandOutput,
  TransactWriteItemsCommandInput,
  TransactWriteItemsCommandOutput,
  UpdateItemCommandInput,
  UpdateItemCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { AwsClient, type AwsAnswer, type AwsClientOptions } from '../platform/aws-client.ts';

interface Operations {
  GetItem: [GetItemCommandInput, GetItemCommandOutput];
  BatchGetItem: [BatchGetItemCommandInput, BatchGetItemCommandOutput];
  Query: [QueryCommandInput, QueryCommandOutput];
  PutItem: [PutItemCommandInput, PutItemCommandOutput];
  UpdateItem: [UpdateItemCommandInput, UpdateItemCommandOutput];
  DeleteItem: [DeleteItemCommandInput, DeleteItemCommandOutput];
  TransactWriteItems: [TransactWriteItemsCommandInput, TransactWriteItemsCommandOutput];
}

export type Operation = keyof Operations;
export type Input<O extends Operation> = Operations[O][0];
export type Output<O extends Operation> = Omit<Operations[O][1], '$metadata'> & Partial<Pick<AwsAnswer, 'isRepeat'>>;

/** DynamoDB's own operations, their values as its JSON has them; binary attributes travel as Base64 and are left so. */
export interface Dynamo {
  /** @throws AwsError what DynamoDB refuses, by the name that its API reference gives */
  call<O extends Operation>(operation: O, input: Input<O>): Promise<Output<O>>;
}

/** China's endpoints have a suffix of their own. (AWS General Reference, "Amazon DynamoDB endpoints and quotas".) */
function regionalEndpoint(region: string): string {
  return `https://dynamodb.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

/** Well below the 29 s that API Gateway gives a function, so that a call that hangs is repeated in time. */
const requestTimeoutMs = 4_000;
const maxAttempts = 5;

/** Binary attributes travel as Base64. */
function jsonOf(input: object): string {
  return JSON.stringify(input, (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
  );
}

/** DynamoDB in the region of the function, or where `AWS_ENDPOINT_URL_DYNAMODB` says, as for the SDKs. */
export function openDynamo(options: Partial<AwsClientOptions> = {}): Dynamo {
  const { AWS_ENDPOINT_URL_DYNAMODB: endpoint, AWS_REGION: region = '' } = process.env;
  const client = new AwsClient({
    service: 'dynamodb',
    endpoint: endpoint ?? regionalEndpoint(region),
    requestTimeoutMs,
    maxAttempts,
    ...options,
  });
  return {
    async call(operation, input) {
      const headers = {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
      };
      const { body, isRepeat } = await client.send({ method: 'POST', path: '/', headers, body: jsonOf(input) });
      return { ...JSON.parse(body), isRepeat };
    },
  };
}
