import { describe, expect, it } from 'vitest';
import { functionNames } from '../../lambdas/platform/settings.ts';
import { isExpected } from '../../smoke/site/function-logs.ts';
import { expectedMetrics } from '../../smoke/site/metrics.ts';
import { optionalOutputs, readOutputs, requiredOutputs } from '../../smoke/site/outputs.ts';
import { resourcesOf, stacksOf, textOf } from '../lib/stacks.ts';

const stacks = stacksOf();
const outputsOf = (templates: Partial<typeof stacks>) =>
  Object.entries(templates).map(([name, template]) => ({
    StackName: `chat-dev-${name}`,
    Outputs: Object.entries(template.toJSON().Outputs as Record<string, { Value: unknown }>).map(
      ([key, { Value }]) => ({
        OutputKey: key,
        OutputValue: textOf(Value),
      }),
    ),
  }));

describe('the outputs that a smoke run reads', () => {
  it('are outputs of the synthesised stacks', () => {
    const outputs = readOutputs('dev', outputsOf(stacks));
    for (const name of [...requiredOutputs, ...optionalOutputs]) expect(outputs[name]).toEqual(expect.any(String));
  });

  it('are found without a page and with an issuer of its own', () => {
    const context = { page: 'off', issuer: 'https://id.example.com/', audience: 'chat' };
    const outputs = readOutputs('dev', outputsOf(stacksOf(context)));
    expect([outputs.PageUrl, outputs.UserPoolId]).toEqual([undefined, undefined]);
  });

  it('are those of this stage, not of one whose name begins alike', () => {
    const others = outputsOf(stacks).map((one) => ({ ...one, StackName: one.StackName.replace('-dev-', '-dev-two-') }));
    expect(() => readOutputs('dev', others)).toThrow(/ApiUrl.* are missing; there are no stacks of the stage dev/);
  });
});

describe('the metrics that a smoke run waits for', () => {
  const alarms = Object.values(resourcesOf(stacks.app, 'AWS::CloudWatch::Alarm')).map(({ Properties }) => ({
    ...Properties,
    Dimensions: Properties.Dimensions?.map(({ Name, Value }: any) => ({ Name, Value: textOf(Value) })),
  }));
  const names = expectedMetrics(alarms).map(({ MetricName }) => MetricName);

  it('are looked at by the alarms of the synthesised stack', () => {
    expect(names).toEqual(
      expect.arrayContaining(['Errors', 'Throttles', '5xx', 'IteratorAge', 'DeliveryTime', 'HandshakesRefused']),
    );
    expect(names).toEqual(expect.arrayContaining(['ConnectCount', 'LoggedErrors-frame', 'LoggedErrors-http']));
  });

  it('are each listed once, however many alarms look at them', () => {
    expect(expectedMetrics([...alarms, ...alarms])).toEqual(expectedMetrics(alarms));
    expect(names.filter((name) => name === 'Errors')).toHaveLength(functionNames.length);
  });

  it('leave out what comes only with a fault', () => {
    expect(names).not.toContain('PushesFailed');
  });
});

describe('the ERROR lines that a smoke run expects', () => {
  const refused = '{"level":"ERROR","message":{"errorType":"bad_request","errorMessage":"event: must be one of …"}}';

  it('are those of events that system-message refused', () => {
    expect(isExpected('/aws/lambda/chat-dev-system-message', refused)).toBe(true);
  });

  it.each([
    ['/aws/lambda/chat-dev-frame', refused],
    ['/aws/lambda/chat-dev-system-message', '{"level":"ERROR","message":"event failed","error":{"name":"TypeError"}}'],
    ['/aws/lambda/chat-dev-system-message', '{"type":"platform.report","record":{"status":"timeout"}}'],
  ])('do not include a line of %s: %s', (logGroup, line) => {
    expect(isExpected(logGroup, line)).toBe(false);
  });
});
