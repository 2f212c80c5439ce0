import type { AppResources } from '../assembly/app-resources.ts';
import { AssemblyError } from '../assembly/cloud-assembly.ts';
import { arnOf } from '../assembly/identifiers.ts';
import { compilePattern } from '../primitives/event-pattern.ts';
import type { BusModel, RuleModel, RuleTarget } from './model.ts';

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

/** EventBridge's defaults. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html */
const defaultRetries = { attempts: 185, maxAgeSeconds: 86_400 } as const;

/** The app's buses and the account's default one. */
export function readBuses(app: AppResources): BusModel[] {
  const own = app
    .ofType('AWS::Events::EventBus')
    .map(({ logicalId, ref: name, arn }): BusModel => ({ logicalId, name, arn }));
  return [...own, { logicalId: null, name: 'default', arn: arnOf('events', 'event-bus/default') }];
}

/**
 * The app's enabled rules. Throws an `AssemblyError` for a schedule, a target that is no function and no queue of the
 * app, or an input that the rule transforms.
 */
export function readRules(app: AppResources): RuleModel[] {
  const functionArns = app.functions().map(({ arn }) => [arn, 'function'] as const);
  const queueArns = app.ofType('AWS::SQS::Queue').map(({ arn }) => [arn, 'queue'] as const);
  const targetTypes = new Map([...functionArns, ...queueArns]);
  const rules = app
    .ofType<RuleProperties>('AWS::Events::Rule')
    .filter(({ properties }) => properties.State !== 'DISABLED');
  return rules.map(({ logicalId, arn, properties }) => {
    const { EventBusName = 'default', EventPattern: pattern, Targets: targets = [] } = properties;
    if (pattern === undefined)
      throw new AssemblyError(`rule ${logicalId} has no event pattern; schedules are not emulated`);
    checkPattern(logicalId, pattern);
    return {
      logicalId,
      arn,
      busName: busNameOf(EventBusName),
      pattern,
      targets: targets.map((target) => readTarget(logicalId, target, targetTypes)),
    };
  });
}

/** A rule names its bus by name or ARN. */
export const busNameOf = (nameOrArn: string): string => nameOrArn.split('/').at(-1)!;

function checkPattern(logicalId: string, pattern: Record<string, unknown>): void {
  try {
    compilePattern(pattern);
  } catch (cause) {
    throw new AssemblyError(`rule ${logicalId}: ${(cause as Error).message}`, { cause });
  }
}

function readTarget(
  logicalId: string,
  target: TargetProperties,
  targetTypes: Map<string, RuleTarget['type']>,
): RuleTarget {
  const { Arn: arn, Input, InputPath, InputTransformer, RetryPolicy, DeadLetterConfig } = target;
  const type = targetTypes.get(arn);
  if (type === undefined)
    throw new AssemblyError(`rule ${logicalId} has the target ${arn}, which is no function and no queue of the app`);
  if (Input !== undefined || InputTransformer !== undefined)
    throw new AssemblyError(`rule ${logicalId} makes up its target's input, which is not emulated`);
  return {
    type,
    arn,
    inputPath: InputPath ?? null,
    retries: RetryPolicy?.MaximumRetryAttempts ?? defaultRetries.attempts,
    maxAgeMs: (RetryPolicy?.MaximumEventAgeInSeconds ?? defaultRetries.maxAgeSeconds) * 1000,
    deadLetterArn: DeadLetterConfig?.Arn ?? null,
  };
}
