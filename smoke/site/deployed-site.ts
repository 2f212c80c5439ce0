import { CloudFormationClient, paginateDescribeStacks, type Stack } from '@aws-sdk/client-cloudformation';
import { CheckFailed } from '../report/outcome.ts';
import type { Undo } from '../report/undo.ts';
import { createPoolAccounts } from './pool-accounts.ts';
import { readOutputs, type Outputs } from './outputs.ts';
import type { Account, DeployedSite, Site } from './site.ts';

export interface DeployedOptions {
  stage: string;
  region: string | undefined;
  /** Null: users are made in the stage's user pool. */
  tokens: [string, string] | null;
}

/** A deployed stage, with the credentials that the AWS CLI would use. Throws if its stacks lack what a run needs. */
export async function deployedSite({ stage, region, tokens }: DeployedOptions): Promise<DeployedSite> {
  const aws = region === undefined ? {} : { region };
  const outputs = readOutputs(stage, await stacksOf(aws));
  return {
    kind: 'deployed',
    stage,
    appStackName: `chat-${stage}-app`,
    apiUrl: outputs.ApiUrl,
    webSocketUrl: outputs.WebSocketUrl,
    pageUrl: outputs.PageUrl?.replace(/\/$/, '') ?? null,
    aws,
    tableName: outputs.TableName,
    eventBusName: outputs.EventBusName,
    systemMessageFunction: outputs.SystemMessageFunctionName,
    failedEventsQueueUrl: outputs.FailedEventsQueueUrl,
    accounts: (run, undo) => accountsOf({ run, undo, tokens, outputs, aws }),
  };
}

async function stacksOf(aws: Site['aws']): Promise<Stack[]> {
  const client = new CloudFormationClient(aws);
  const stacks: Stack[] = [];
  for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {})) stacks.push(...Stacks);
  return stacks;
}

interface AccountSources extends Pick<DeployedOptions, 'tokens'> {
  run: string;
  undo: Undo;
  outputs: Outputs;
  aws: Site['aws'];
}

async function accountsOf({ run, undo, tokens, outputs, aws }: AccountSources): Promise<[Account, Account]> {
  if (tokens !== null) return [accountOf(tokens[0]), accountOf(tokens[1])];
  const { UserPoolId, ClientId } = outputs;
  if (UserPoolId === undefined)
    throw new CheckFailed('the stage has an issuer of its own: give the tokens of two users in SMOKE_TOKENS');
  return createPoolAccounts({ run, undo, aws, UserPoolId, ClientId });
}

/** A user that was there before: nothing is known of the name. */
function accountOf(token: string): Account {
  const { sub } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString() || '{}');
  if (typeof sub !== 'string') throw new CheckFailed('a token in SMOKE_TOKENS is not a JWT with a `sub`');
  return { id: sub, username: null, token };
}
