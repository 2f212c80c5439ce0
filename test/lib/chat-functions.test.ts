import { describe, expect, it } from 'vitest';
import { functionNames, settingsOf } from '../../lambdas/platform/settings.ts';
import type { Environments } from '../../lib/functions.ts';
import { only, resourcesOf, stacksOf, textOf, type Resource } from './stacks.ts';

const { app } = stacksOf({ logRetentionDays: 7 });
const resources = resourcesOf(app);

function functionOf(name: string, template = app): Resource {
  return only(template, 'AWS::Lambda::Function', ({ FunctionName }) => FunctionName === name);
}

describe.each(functionNames)('the function %s', (name) => {
  const { Properties } = functionOf(`chat-dev-${name}`);

  it('runs on arm64 with the newest Node', () => {
    expect(Properties).toMatchObject({ Architectures: ['arm64'], Runtime: 'nodejs24.x', Handler: 'index.handler' });
  });

  it('has the settings that it reads, and no other', () => {
    expect(Object.keys(Properties.Environment.Variables).sort()).toEqual([...settingsOf[name]].sort());
  });

  it('writes into a log group of its own, kept as long as the setting says', () => {
    const group = resources[Properties.LoggingConfig.LogGroup.Ref]?.Properties;
    expect(group).toMatchObject({ LogGroupName: `/aws/lambda/chat-dev-${name}`, RetentionInDays: 7 });
  });
});

describe('what Lambda itself logs', () => {
  it.each([
    [{}, 'WARN'],
    [{ callReports: 'on' }, 'INFO'],
  ] as const)('with %j begins at %s: calls that went well are not told of unless asked for', (settings, level) => {
    const { LoggingConfig } = functionOf('chat-dev-frame', stacksOf(settings).app).Properties;
    expect(LoggingConfig).toMatchObject({ LogFormat: 'JSON', SystemLogLevel: level });
    // Ours are all there: metrics are lines of INFO.
    expect(LoggingConfig.ApplicationLogLevel ?? 'INFO').toBe('INFO');
  });
});

describe('executions that are kept for a function', () => {
  const reserved = (settings: Record<string, string>) =>
    Object.values(resourcesOf(stacksOf(settings).app, 'AWS::Lambda::Function')).flatMap(({ Properties }) =>
      Properties.ReservedConcurrentExecutions === undefined
        ? []
        : [[Properties.FunctionName, Properties.ReservedConcurrentExecutions]],
    );

  it('are none by default, because a new account has none to spare', () => {
    expect(reserved({})).toEqual([]);
  });

  it('are for what the marketplace needs, whatever its users do', () => {
    expect(reserved({ reservedConcurrency: '20' })).toEqual([
      ['chat-dev-system-message', 20],
      ['chat-dev-publish-changes', 20],
    ]);
  });
});

describe('the environment of the functions', () => {
  it('names the address of the stage to push through', () => {
    expect(textOf(functionOf('chat-dev-frame').Properties.Environment.Variables.CHAT_MANAGEMENT_URL)).toMatch(
      /^https:\/\/\$\{WebSocketApi\w+\}\.execute-api\.\$\{AWS::Region\}\.\$\{AWS::URLSuffix\}\/ws$/,
    );
  });

  it('carries what the settings say', () => {
    const told = stacksOf({
      stage: 'test',
      rateLimit: 'off',
      userLimit: '5/1s',
      threadLimit: '3/1d',
      threadCreation: 'client',
      editWindow: '1h',
      maxConnections: '3',
      usernameClaim: 'nick',
      events: '',
    }).app;
    const variables = (name: string) => functionOf(`chat-test-${name}`, told).Properties.Environment.Variables;
    expect(variables('http')).toMatchObject({
      CHAT_RATE_LIMIT: 'off',
      CHAT_USER_LIMIT: '5/1s',
      CHAT_THREAD_LIMIT: '3/1d',
      CHAT_THREAD_CREATION: 'client',
      CHAT_EDIT_WINDOW: '1h',
      CHAT_USERNAME_CLAIM: 'nick',
    });
    expect(variables('connect')).toMatchObject({ CHAT_MAX_CONNECTIONS: '3', CHAT_USER_LIMIT: '5/1s' });
    expect(variables('publish-changes')).toMatchObject({ CHAT_EVENTS: 'off' });
  });

  it('does not compile if a setting is missing', () => {
    // @ts-expect-error CHAT_TABLE is missing
    const forgotten: Environments['disconnect'] = { CHAT_MANAGEMENT_URL: '', CHAT_METRICS_NAMESPACE: '' };
    expect(settingsOf.disconnect.filter((setting) => !(setting in forgotten))).toEqual(['CHAT_TABLE']);
  });
});

describe('events of the marketplace', () => {
  const systemMessage = Object.entries(resources).find(
    ([, { Properties }]) => Properties.FunctionName === 'chat-dev-system-message',
  )?.[0];
  const rule = only(app, 'AWS::Events::Rule', ({ EventBusName }) => EventBusName !== undefined).Properties;

  it("reach system-message from the stage's own bus", () => {
    expect(rule.EventPattern).toEqual({ source: ['marketplace'] });
    expect(resources[rule.EventBusName.Ref]?.Properties.Name).toBe('chat-dev');
    expect(rule.Targets.map(({ Arn }: any) => textOf(Arn))).toEqual([`\${${systemMessage}.Arn}`]);
  });

  it('are tried again, and then kept: before Lambda has them and after', () => {
    const [{ RetryPolicy, DeadLetterConfig }] = rule.Targets;
    expect(RetryPolicy).toEqual({ MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 21_600 });
    const { Properties } = only(app, 'AWS::Lambda::EventInvokeConfig', ({ DestinationConfig }) => DestinationConfig);
    expect(Properties).toMatchObject({
      FunctionName: { Ref: systemMessage },
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 21_600,
    });
    const kept = [DeadLetterConfig.Arn, Properties.DestinationConfig.OnFailure.Destination].map(textOf);
    const queues = Object.keys(resourcesOf(app, 'AWS::SQS::Queue')).filter((queue) => queue.startsWith('Events'));
    expect(kept.sort()).toEqual(queues.map((queue) => `\${${queue}.Arn}`).sort());
    expect(queues.map((queue) => resources[queue]?.Properties.MessageRetentionPeriod)).toEqual([1_209_600, 1_209_600]);
  });
});

/** How the function reads the table's stream. */
const mappingOf = (name: string) =>
  only(
    app,
    'AWS::Lambda::EventSourceMapping',
    ({ FunctionName }) => resources[FunctionName.Ref]?.Properties.FunctionName === `chat-dev-${name}`,
  );

describe('ATT-6: the removal of files', () => {
  const { Properties: mapping } = mappingOf('remove-files');

  it('follows deleted messages and uploads without their row at once; nothing else invokes it', () => {
    const patterns = mapping.FilterCriteria.Filters.map(({ Pattern }: { Pattern: string }) => JSON.parse(Pattern));
    const keys = (prefix: string) => ({ PK: { S: [{ prefix: 'T#' }] }, SK: { S: [{ prefix }] } });
    expect(patterns).toEqual([
      { eventName: ['MODIFY'], dynamodb: { Keys: keys('M#'), NewImage: { deleted: { N: [{ exists: true }] } } } },
      { eventName: ['REMOVE'], dynamodb: { Keys: keys('A#') } },
    ]);
    expect(mapping.MaximumBatchingWindowInSeconds).toBeUndefined();
  });
});

describe('events for the marketplace', () => {
  const { Properties: mapping } = mappingOf('publish-changes');

  it("come from the table's stream, from its beginning on", () => {
    expect(textOf(mapping.EventSourceArn)).toMatch(/StreamArn/);
    expect(mapping.StartingPosition).toBe('TRIM_HORIZON');
    const name = resources[mapping.FunctionName.Ref]?.Properties.FunctionName;
    expect(name).toBe('chat-dev-publish-changes');
  });

  it('are tried again, a batch halved each time; a record that never succeeds is kept in a queue of its own', () => {
    expect(mapping).toMatchObject({
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    const [queue] = Object.keys(resourcesOf(app, 'AWS::SQS::Queue')).filter((id) => id.startsWith('Changes'));
    expect(textOf(mapping.DestinationConfig.OnFailure.Destination)).toBe(`\${${queue}.Arn}`);
  });

  it('come from messages and threads only: no other row invokes the function', () => {
    const patterns = mapping.FilterCriteria.Filters.map(({ Pattern }: { Pattern: string }) => JSON.parse(Pattern));
    expect(patterns).toEqual([
      {
        eventName: ['INSERT', 'MODIFY'],
        dynamodb: { Keys: { PK: { S: [{ prefix: 'T#' }] }, SK: { S: [{ prefix: 'M#' }] } } },
      },
      { eventName: ['INSERT', 'MODIFY'], dynamodb: { Keys: { PK: { S: [{ prefix: 'T#' }] }, SK: { S: ['META'] } } } },
    ]);
  });
});
