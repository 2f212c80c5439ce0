import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { runNode } from '../../measure/processes.ts';
import { untilMetricsArrive } from '../../smoke/site/metrics.ts';
import type { DeployedSite } from '../../smoke/site/site.ts';
import { startApp, type LocalApp } from '../support/local-app.ts';
import { namesOf, rowsOf } from '../support/smoke.ts';
import { TestSocket } from '../support/socket.ts';
import { StandInAws } from '../support/stand-in-aws.ts';

let aws: StandInAws;
let app: LocalApp;
beforeAll(async () => {
  aws = await StandInAws.listen();
  app = await startApp({ LOCAL_ASYNC_RETRY_DELAY_MS: '20', CHAT_ORIGINS: aws.url });
  aws.app = app;
});
afterAll(async () => {
  aws.close();
  await app.stop();
});
beforeEach(async () => {
  aws.loginRefused = false;
  aws.metricsMissing = false;
  for (const group of Object.keys(aws.errorLines)) delete aws.errorLines[group];
  const tables = await app.call('POST', '/', {}, { 'x-amz-target': 'DynamoDB_20120810.ListTables' });
  const queues = await app.call('POST', '/', {}, { 'x-amz-target': 'AmazonSQS.ListQueues' });
  Object.assign(aws.outputs, {
    ApiUrl: `${app.url}/api/chat`,
    WebSocketUrl: app.wsUrl,
    ClientId: 'page',
    PageUrl: aws.url,
    UserPoolId: 'us-east-1_pool',
    TableName: tables.body.TableNames[0],
    EventBusName: 'chat-local',
    SystemMessageFunctionName: 'system-message',
    FailedEventsQueueUrl: queues.body.QueueUrls.find((url: string) => url.includes('EventsFailed')),
  });
});

/** A run against the stage `dev`, whose AWS is the stand-in. */
function smoke(environment: Record<string, string> = {}) {
  const credentials = { AWS_ACCESS_KEY_ID: 'smoke', AWS_SECRET_ACCESS_KEY: 'smoke' };
  return runNode('smoke/main.ts', ['--stage', 'dev', '--region', 'us-east-1', '--patience-seconds', '60'], {
    ...{ AWS_ENDPOINT_URL: aws.url, ...credentials, ...environment },
  });
}

test('a stage is tested with the addresses of its stacks, and everything that was made is removed', async () => {
  const before = await rowsOf(app);
  const { code, stdout } = await smoke();
  expect(namesOf(stdout, 'FAILED')).toEqual([]);
  expect(namesOf(stdout, 'not applicable')).toEqual([
    'a socket that was idle for 8 minutes still sends',
    'thread.created goes out on the local event bus',
  ]);
  expect(namesOf(stdout, 'ok')).toEqual(
    expect.arrayContaining([
      'the outputs of the stacks name every address',
      'the login page opens for the page, which may sign in there',
      'CORS',
      'a rule to a temporary queue receives thread.created',
      'metrics have arrived under the names that the alarms use',
      'no function has logged an ERROR but for the events that were invalid on purpose',
    ]),
  );
  expect(code).toBe(0);
  expect([[...aws.users.keys()], [...aws.made], await rowsOf(app)]).toEqual([[], [], before]);
});

test('a login page that refuses the page, and an error in a log, fail the run', async () => {
  aws.loginRefused = true;
  aws.errorLines['/aws/lambda/chat-dev-frame'] = '{"level":"ERROR","message":"frame failed"}';
  const { code, stdout } = await smoke();
  expect(namesOf(stdout, 'FAILED')).toEqual([
    'the login page opens for the page, which may sign in there',
    'no function has logged an ERROR but for the events that were invalid on purpose',
  ]);
  expect(stdout).toMatch(/frame: \{"level":"ERROR","message":"frame failed"\}/);
  expect([code, [...aws.users.keys()], [...aws.made]]).toEqual([1, [], []]);
});

test('a metric that does not come is named when the time is over', async () => {
  const endpoint = { endpoint: aws.url, region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } };
  const site = { kind: 'deployed', aws: endpoint, stage: 'dev', appStackName: 'chat-dev-app' } as DeployedSite;
  aws.metricsMissing = true;
  const waiting = untilMetricsArrive(site, Date.now(), AbortSignal.timeout(2_000));
  await expect(waiting).rejects.toThrow('no value came for AWS/Lambda Errors');
});

test('a stage that was not deployed fails in one line that says so', async () => {
  for (const name of Object.keys(aws.outputs)) delete aws.outputs[name];
  const { code, stdout } = await smoke();
  expect([code, namesOf(stdout, 'FAILED')]).toEqual([1, ['the outputs of the stacks name every address']]);
  expect(stdout).toContain('the outputs ApiUrl, WebSocketUrl');
});

test('with an issuer of its own the users come by SMOKE_TOKENS, and only rows of the run are removed', async () => {
  delete aws.outputs.UserPoolId;
  const tokens = [await app.token('carol', { username: 'Carol' }), await app.token('dan')] as const;
  // They have talked and been connected before, so they have rows of their own.
  await app.rest(tokens[0], 'POST', '/threads/', { client: { id: 'carol' }, freelancer: { id: 'alice' } });
  for (const token of tokens) await (await TestSocket.open(app.wsUrl, token)).close();
  const SMOKE_TOKENS = tokens.join(' ');
  const before = await rowsOf(app);
  const { code, stdout } = await smoke({ SMOKE_TOKENS });
  expect([code, namesOf(stdout, 'FAILED')]).toEqual([0, []]);
  expect(await rowsOf(app)).toEqual(before);
});

test('with an issuer of its own and without tokens the run says what it needs', async () => {
  delete aws.outputs.UserPoolId;
  const { code, stdout } = await smoke();
  expect([code, stdout]).toEqual([1, expect.stringContaining('give the tokens of two users in SMOKE_TOKENS')]);
});
