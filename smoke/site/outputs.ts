import type { Stack } from '@aws-sdk/client-cloudformation';
import { expectThat } from '../report/outcome.ts';

/** Outputs of the stacks that a run reads. `test/smoke/outputs.test.ts` holds them against the synthesised stacks. */
export const requiredOutputs = [
  'ApiUrl',
  'WebSocketUrl',
  'ClientId',
  'TableName',
  'EventBusName',
  'SystemMessageFunctionName',
  'FailedEventsQueueUrl',
] as const;

/** `PageUrl` is missing with `page=off`, `UserPoolId` with an issuer of one's own. */
export const optionalOutputs = ['PageUrl', 'UserPoolId'] as const;

export type Outputs = Record<(typeof requiredOutputs)[number], string> &
  Partial<Record<(typeof optionalOutputs)[number], string>>;

/** The outputs of both stacks of the stage. */
export function readOutputs(stage: string, stacks: Pick<Stack, 'StackName' | 'Outputs'>[]): Outputs {
  const names = [`chat-${stage}-data`, `chat-${stage}-app`];
  const ofStage = stacks.filter(({ StackName = '' }) => names.includes(StackName));
  const entries = ofStage.flatMap(({ Outputs = [] }) => Outputs.map((one) => [one.OutputKey, one.OutputValue]));
  const outputs = Object.fromEntries(entries) as Partial<Outputs>;
  const missing = requiredOutputs.filter((name) => outputs[name] === undefined);
  const found = ofStage.map(({ StackName }) => StackName).join(', ') || 'no stacks';
  expectThat(
    missing.length === 0,
    `the outputs ${missing.join(', ')} are missing; there are ${found} of the stage ${stage}`,
  );
  return outputs as Outputs;
}
