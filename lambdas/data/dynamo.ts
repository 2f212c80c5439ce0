import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
  type BatchGetCommandInput,
  type BatchGetCommandOutput,
  type DeleteCommandInput,
  type DeleteCommandOutput,
  type GetCommandInput,
  type GetCommandOutput,
  type PutCommandInput,
  type PutCommandOutput,
  type QueryCommandInput,
  type QueryCommandOutput,
  type TransactWriteCommandInput,
  type TransactWriteCommandOutput,
  type UpdateCommandInput,
  type UpdateCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import { clientOptions } from '../platform/client-options.ts';
import { answerInTime, markRepeats } from '../platform/lost-answers.ts';

interface Operations {
  GetItem: [GetCommandInput, GetCommandOutput];
  BatchGetItem: [BatchGetCommandInput, BatchGetCommandOutput];
  Query: [QueryCommandInput, QueryCommandOutput];
  PutItem: [PutCommandInput, PutCommandOutput];
  UpdateItem: [UpdateCommandInput, UpdateCommandOutput];
  DeleteItem: [DeleteCommandInput, DeleteCommandOutput];
  TransactWriteItems: [TransactWriteCommandInput, TransactWriteCommandOutput];
}

export type Operation = keyof Operations;
export type Input<O extends Operation> = Operations[O][0];
export type Output<O extends Operation> = Omit<Operations[O][1], '$metadata'>;

/** The calls of DynamoDB's API that are made, attributes as plain values. */
export interface Dynamo {
  /** @throws what the SDK throws: its exceptions by name, `TimeoutError`, errors of the connection */
  call<O extends Operation>(operation: O, input: Input<O>): Promise<Output<O>>;
}

const commands = {
  GetItem: GetCommand,
  BatchGetItem: BatchGetCommand,
  Query: QueryCommand,
  PutItem: PutCommand,
  UpdateItem: UpdateCommand,
  DeleteItem: DeleteCommand,
  TransactWriteItems: TransactWriteCommand,
};

/** Well below the 29 s that API Gateway gives a function, so that a call without an answer is repeated in time. */
const answerTimeoutMs = 4_000;
const maxAttempts = 5;

/** DynamoDB in the region of the function, or at `AWS_ENDPOINT_URL_DYNAMODB`, which the SDK reads. */
export function openDynamo(config: DynamoDBClientConfig = {}, timeoutMs = answerTimeoutMs): Dynamo {
  const client = new DynamoDBClient({ ...clientOptions(timeoutMs), maxAttempts, ...config });
  client.middlewareStack.use(markRepeats());
  client.middlewareStack.use(answerInTime(timeoutMs));
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return {
    call<O extends Operation>(operation: O, input: Input<O>): Promise<Output<O>> {
      const command = new commands[operation](input as never) as unknown as Parameters<typeof documents.send>[0];
      return documents.send(command) as Promise<Output<O>>;
    },
  };
}
