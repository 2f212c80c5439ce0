import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expectThat } from '../report/outcome.ts';
import { request } from '../wire/rest.ts';
import { usernames, type Account, type LocalSite, type Site } from './site.ts';

/** The app that `npm start` runs at this address. Tokens come from its development issuer. */
export async function localSite(url: string): Promise<LocalSite> {
  const aws = { endpoint: url, region: 'us-east-1', credentials: { accessKeyId: 'smoke', secretAccessKey: 'smoke' } };
  return {
    kind: 'one machine',
    apiUrl: `${url}/api/chat`,
    webSocketUrl: `${url.replace(/^http/, 'ws')}/ws`,
    pageUrl: url,
    aws,
    tableName: await findTable(aws),
    eventBusName: 'chat-local',
    systemMessageFunction: 'system-message',
    failedEventsQueueUrl: await findQueue(aws),
    accounts: (run) =>
      Promise.all([account(url, `${run}-a`, usernames(run)[0]), account(url, `${run}-b`, usernames(run)[1])]),
  };
}

async function account(url: string, suffix: string, username: string): Promise<Account> {
  const id = `smoke-${suffix}`;
  const { status, body } = await request<{ token: string }>('POST', `${url}/dev/token`, {
    body: { sub: id, username },
  });
  expectThat(status === 200, `POST /dev/token answered ${status}`);
  return { id, username, token: body.token };
}

async function findTable(aws: Site['aws']): Promise<string> {
  const { TableNames = [] } = await new DynamoDBClient(aws).send(new ListTablesCommand({}));
  const name = TableNames.find((one) => one.startsWith('chat-local-'));
  expectThat(name !== undefined, `no table of the chat is there, only ${TableNames.join(', ')}`);
  return name;
}

async function findQueue(aws: Site['aws']): Promise<string> {
  const { QueueUrls = [] } = await new SQSClient(aws).send(new ListQueuesCommand({}));
  const url = QueueUrls.find((one) => one.includes('EventsFailed'));
  expectThat(url !== undefined, `no queue for refused events is there, only ${QueueUrls.join(', ')}`);
  return url;
}
