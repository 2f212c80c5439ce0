import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { Undo } from '../report/undo.ts';

/** A user with an access token. */
export interface Account {
  /** `sub` of the token. */
  id: string;
  /** The name that others see; null if the run did not choose it. */
  username: string | null;
  token: string;
}

/** What the names of the two users must survive on their way through token, authorizer and pushes. */
export const usernames = (run: string): [string, string] => [`smoke-${run}`, `Zoë-王小明-😀-${run}`];

/** The app under test: its addresses, and the AWS services that the run may use beside it. */
export type Site = LocalSite | DeployedSite;

/** What `npm start` runs. */
export interface LocalSite extends CommonSite {
  kind: 'one machine';
}

/** What the CDK has deployed. */
export interface DeployedSite extends CommonSite {
  kind: 'deployed';
  stage: string;
  /** The stack with functions, queues and alarms. */
  appStackName: string;
}

interface CommonSite {
  /** REST with its base path. */
  apiUrl: string;
  webSocketUrl: string;
  /** Null if the stage has no page of its own. */
  pageUrl: string | null;
  /** For the AWS SDK: how Lambda, DynamoDB, EventBridge and SQS are reached. */
  aws: Pick<DynamoDBClientConfig, 'region' | 'endpoint' | 'credentials'>;
  tableName: string;
  eventBusName: string;
  systemMessageFunction: string;
  /** The queue of the events that `system-message` refused. */
  failedEventsQueueUrl: string;
  /** Two users. Those that it makes are added to what the run removes. */
  accounts(run: string, undo: Undo): Promise<[Account, Account]>;
}
