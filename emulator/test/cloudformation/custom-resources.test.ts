import { expect, test } from 'vitest';
import { startFixture, temporaryFolder } from '../support/fixture-app.ts';

/** Answers as the property `answer` says, and remembers the events in a table. */
const maker = {
  code: `
    export const handler = async (event) => {
      if (event.ResponseURL === undefined) return globalThis.events ?? [];
      (globalThis.events ??= []).push(event);
      const { StackId, RequestId, LogicalResourceId, ResourceProperties: { answer } } = event;
      const { silent, ...own } = JSON.parse(answer);
      const body = JSON.stringify({ StackId, RequestId, LogicalResourceId, PhysicalResourceId: 'made', ...own });
      if (!silent) await fetch(event.ResponseURL, { method: 'PUT', body, headers: { 'content-type': '' } });
    };`,
  properties: { Timeout: 10 },
};
const made = (properties: Record<string, unknown> = {}) => ({
  Type: 'Custom::Key',
  Properties: {
    ServiceToken: { 'Fn::GetAtt': ['maker', 'Arn'] },
    answer: '{"Status":"SUCCESS"}',
    ...properties,
  },
});

async function eventsAfterStart(key: Record<string, unknown>, DATA_DIR: string) {
  const core = await startFixture(
    { maker },
    { resources: { Key: key }, settings: { DATA_DIR, LOCAL_FUNCTION_CONCURRENCY: '1' } },
  );
  const events = JSON.parse((await core.functions.invoke('maker', '{}')).payload);
  await core.close();
  return events;
}

test('GW-127: a custom resource is created once, and updated when its properties change', async () => {
  const folder = temporaryFolder();
  const [created, ...others] = await eventsAfterStart(made({ size: 8 }), folder);
  expect(others).toEqual([]);
  expect(created).toEqual({
    RequestType: 'Create',
    ServiceToken: 'arn:aws:lambda:us-east-1:000000000000:function:app-local-maker',
    ResponseURL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:/),
    StackId: expect.stringContaining(':stack/app/'),
    RequestId: expect.any(String),
    ResourceType: 'Custom::Key',
    LogicalResourceId: 'Key',
    ResourceProperties: { ServiceToken: created.ServiceToken, answer: '{"Status":"SUCCESS"}', size: '8' },
  });
  expect(await eventsAfterStart(made({ size: 8 }), folder)).toEqual([]);
  expect(await eventsAfterStart(made({ size: 9 }), folder)).toMatchObject([
    { RequestType: 'Update', PhysicalResourceId: 'made', OldResourceProperties: { size: '8' } },
  ]);
});

const failures: [what: string, answer: string, reason: string][] = [
  ['fails', '{"Status":"FAILED","Reason":"no\\nentropy"}', 'Key (Custom::Key) failed: no entropy'],
  ['is not valid', '{"Status":"DONE"}', 'Key (Custom::Key) failed: its answer is not valid'],
  ['names another request', '{"Status":"SUCCESS","RequestId":"other"}', 'its answer is not valid'],
  ['is too long', JSON.stringify({ Status: 'SUCCESS', Data: 'x'.repeat(4_096) }), 'its answer is not valid'],
  ['cannot be made', 'no JSON', 'SyntaxError'],
];
test.each(failures)('GW-127: an answer that %s stops the start with the reason', async (_, answer, reason) => {
  const failing = startFixture({ maker }, { resources: { Key: made({ answer }) } });
  await expect(failing).rejects.toThrow(reason);
});

test('GW-127: a function that fails without an answer is called again, as asynchronous invocations are', async () => {
  const code = maker.code.replace(
    'const { StackId',
    'if (globalThis.events.length < 2) throw new Error("not yet"); const { StackId',
  );
  const { functions } = await startFixture({ maker: { ...maker, code } }, { resources: { Key: made() } });
  const events = JSON.parse((await functions.invoke('maker', '{}')).payload) as { RequestId: string }[];
  expect(events.map(({ RequestId }) => RequestId)).toEqual([events[0]!.RequestId, events[0]!.RequestId]);
});

test('GW-127: the custom resources of functions without a name, as the CDK’s own are, have no effect', async () => {
  const helper = { ...maker, properties: { FunctionName: undefined } };
  const own = {
    Type: 'Custom::S3AutoDeleteObjects',
    Properties: { ServiceToken: { 'Fn::GetAtt': ['helper', 'Arn'] } },
  };
  const { app } = await startFixture({ maker, helper }, { resources: { Own: own } });
  expect([app.customResources, app.functions.map(({ logicalId }) => logicalId)]).toEqual([[], ['maker']]);
});
