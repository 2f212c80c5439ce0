import { compilePattern } from '../primitives/event-pattern.ts';
import type { BusModel, FunctionModel, QueueModel, RuleModel, RuleTarget } from '../runtime/model.ts';
import type { AppResources } from '../assembly/app-resources.ts';
import { AssemblyError } from '../assembly/cloud-assembly.ts';
import { busNameOf } from '../assembly/identifiers.ts';
import { accountId, region } from '../primitives/pseudo-parameters.ts';
import { readStatement, type StatementProperties } from '../iam/read-roles.ts';

interface QueuePolicyProperties {
  PolicyDocument: { Statement: StatementProperties[] };
  Queues: string[];
}

interface RuleProperties {
  EventBusName?: string;
  EventPattern?: Record<string, unknown>;
  State?: 'ENABLED' | 'DISABLED';
  Targets?: TargetProperties[];
}

interface TargetProperties {
  Arn: string;
  Input?: string;
  InputPath?: string;
  InputTransformer?: unknown;
  RetryPolicy?: { MaximumRetryAttempts?: number; MaximumEventAgeInSeconds?: number };
  DeadLetterConfig?: { Arn: string };
}

/** EventBridge's own values. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html */
const defaultRetries = { attempts: 185, maxAgeSeconds: 86_400 } as const;

export function readQueues(app: AppResources): QueueModel[] {
  const policies = app.ofType<QueuePolicyProperties>('AWS::SQS::QueuePolicy');
  return app.ofType<{ QueueName?: string }>('AWS::SQS::Queue').map(({ logicalId, ref: url, arn }) => {
    const statements = policies
      .filter(({ properties }) => properties.Queues.includes(url))
      .flatMap(({ properties }) => properties.PolicyDocument.Statement);
    const policyStatements = statements.map((statement) => ({
      ...readStatement(logicalId, statement),
      principals: principalsOf(statement),
    }));
    return { logicalId, name: arn.split(':').at(-1)!, arn, url, policyStatements };
  });
}

function principalsOf({ Principal: principal }: StatementProperties): string[] {
  return typeof principal === 'object' ? Object.values(principal).flat() : [principal ?? ''];
}

/** The app's buses and the account's default one. */
export function readBuses(app: AppResources): BusModel[] {
  const own = app
    .ofType('AWS::Events::EventBus')
    .map(({ logicalId, ref: name, arn }): BusModel => ({ logicalId, name, arn }));
  return [...own, { logicalId: null, name: 'default', arn: `arn:aws:events:${region}:${accountId}:event-bus/default` }];
}

/** The app's enabled rules. Throws an `AssemblyError` for a schedule, a target that is no function, or an input of its own. */
export function readRules(app: AppResources, functions: FunctionModel[]): RuleModel[] {
  const rules = app
    .ofType<RuleProperties>('AWS::Events::Rule')
    .filter(({ properties }) => properties.State !== 'DISABLED');
  return rules.map(({ logicalId, arn, properties }) => {
    const { EventBusName = 'default', EventPattern: pattern, Targets: targets = [] } = properties;
    if (pattern === undefined)
      throw new AssemblyError(`rule ${logicalId} has no event pattern; schedules are not reproduced`);
    checkPattern(logicalId, pattern);
    return {
      logicalId,
      arn,
      busName: busNameOf(EventBusName),
      pattern,
      targets: targets.map((target) => readTarget(logicalId, target, functions)),
    };
  });
}

function checkPattern(logicalId: string, pattern: Record<string, unknown>): void {
  try {
    compilePattern(pattern);
  } catch (cause) {
    throw new AssemblyError(`rule ${logicalId}: ${(cause as Error).message}`, { cause });
  }
}

function readTarget(logicalId: string, target: TargetProperties, functions: FunctionModel[]): RuleTarget {
  const { Arn: arn, Input, InputPath, InputTransformer, RetryPolicy, DeadLetterConfig } = target;
  if (!functions.some((one) => one.arn === arn))
    throw new AssemblyError(`rule ${logicalId} has the target ${arn}, which is no function of the app`);
  if (Input !== undefined || InputTransformer !== undefined)
    throw new AssemblyError(`rule ${logicalId} makes up its target's input, which is not reproduced`);
  return {
    arn,
    inputPath: InputPath ?? null,
    retries: RetryPolicy?.MaximumRetryAttempts ?? defaultRetries.attempts,
    maxAgeMs: (RetryPolicy?.MaximumEventAgeInSeconds ?? defaultRetries.maxAgeSeconds) * 1000,
    deadLetterArn: DeadLetterConfig?.Arn ?? null,
  };
}
